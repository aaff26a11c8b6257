/** Light, dark, or as the system has it. */
import { createSignal } from "solid-js";

export type Theme = "system" | "light" | "dark";

const KEY = "croft.theme";

const [theme, set] = createSignal<Theme>((localStorage.getItem(KEY) as Theme | null) ?? "system");
export { theme };

export function setTheme(wanted: Theme): void {
  if (wanted === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, wanted);
  set(wanted);
  apply();
}

/** The other one of what is on the screen now. */
export function toggleTheme(): void {
  setTheme(isDark() ? "light" : "dark");
}

export function isDark(): boolean {
  return theme() === "dark" || (theme() === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}

export function apply(): void {
  if (theme() === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme();
}
