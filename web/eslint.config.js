import solid from "eslint-plugin-solid/configs/typescript";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["target/**", "generated/**", "node_modules/**", "eslint.config.js"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    files: ["**/*.{ts,tsx}"],
    ...solid,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...solid.rules,
      "solid/no-innerhtml": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unnecessary-condition": "off",
      // What jobs print must never become markup, whichever way it is written.
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text only: jobs write what they like." },
        { property: "outerHTML", message: "Text only: jobs write what they like." },
        { property: "insertAdjacentHTML", message: "Text only: jobs write what they like." },
      ],
      "no-eval": "error",
    },
  },
);
