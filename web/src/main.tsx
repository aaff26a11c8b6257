import { render } from "solid-js/web";
import { App } from "./shell/App";
import { apply } from "./shell/theme";
import "./ui/tokens.css";
import "./ui/base.css";
import "./shell/shell.css";

apply();
const root = document.getElementById("app");
if (root !== null) render(() => <App />, root);
