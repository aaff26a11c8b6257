/** What the graph file's JSON Schema says about a place in a file: which keys and values can stand there. */

export interface Schema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, Schema | boolean>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  required?: string[];
  $defs?: Record<string, Schema>;
}

export interface Proposal {
  label: string;
  detail: string;
  info: string;
  kind: "key" | "value";
  /** What a key has below it: decides what is written after it. */
  shape: "map" | "list" | "scalar";
}

/** All schemas that a place can have: alternatives are all of them. */
export function schemasAt(root: Schema, path: readonly string[]): Schema[] {
  let here = alternatives(root, [root]);
  for (const key of path) {
    const below: Schema[] = [];
    for (const schema of here) {
      if (key === "[]") {
        if (schema.items !== undefined) below.push(schema.items);
        continue;
      }
      const property = schema.properties?.[key];
      if (typeof property === "object") below.push(property);
      else if (property === undefined && typeof schema.additionalProperties === "object") below.push(schema.additionalProperties);
    }
    here = alternatives(root, below);
  }
  return here;
}

/** With what they refer to, and each of their alternatives. */
function alternatives(root: Schema, schemas: readonly Schema[]): Schema[] {
  const found: Schema[] = [];
  const visit = (schema: Schema, depth: number) => {
    if (depth > 20 || found.includes(schema)) return;
    found.push(schema);
    if (schema.$ref !== undefined) {
      const target = root.$defs?.[schema.$ref.replace("#/$defs/", "")];
      if (target !== undefined) visit(target, depth + 1);
    }
    for (const each of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) visit(each, depth + 1);
  };
  schemas.forEach((schema) => visit(schema, 0));
  return found;
}

/** Keys that can stand in the map at a path, without those that it has. */
export function keysAt(root: Schema, path: readonly string[], there: readonly string[]): Proposal[] {
  const proposals = new Map<string, Proposal>();
  for (const schema of schemasAt(root, path)) {
    for (const [label, property] of Object.entries(schema.properties ?? {})) {
      if (typeof property !== "object" || there.includes(label) || proposals.has(label)) continue;
      const all = alternatives(root, [property]);
      proposals.set(label, {
        label,
        kind: "key",
        detail: all.find((each) => each.title !== undefined)?.title ?? "",
        info: property.description ?? all.find((each) => each.description !== undefined)?.description ?? "",
        shape: shapeOf(all),
      });
    }
  }
  return [...proposals.values()];
}

/** Values that the schema names for a place. */
export function valuesAt(root: Schema, path: readonly string[]): Proposal[] {
  const values = new Map<string, string>();
  for (const schema of schemasAt(root, path)) {
    const said = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
    for (const value of said) values.set(String(value), schema.description ?? "");
    if (said.length === 0 && [schema.type].flat().includes("boolean") && [schema.type].flat().length === 1) {
      values.set("true", schema.description ?? "");
      values.set("false", schema.description ?? "");
    }
  }
  return [...values].map(([label, info]) => ({ label, kind: "value", detail: "", info, shape: "scalar" }));
}

/** What a person should know of the key at a path. */
export function about(root: Schema, path: readonly string[]): { title: string; text: string } | undefined {
  const all = schemasAt(root, path);
  const text = all.find((each) => each.description !== undefined)?.description;
  if (text === undefined) return undefined;
  return { title: all.find((each) => each.title !== undefined)?.title ?? path.at(-1) ?? "", text };
}

function shapeOf(schemas: readonly Schema[]): Proposal["shape"] {
  const types = schemas.flatMap((schema) => schema.type ?? (schema.properties === undefined ? [] : ["object"]));
  if (types.includes("string") || types.includes("number") || types.includes("integer") || types.includes("boolean")) return "scalar";
  if (schemas.some((schema) => schema.const !== undefined || schema.enum !== undefined)) return "scalar";
  return types.includes("array") ? "list" : types.includes("object") ? "map" : "scalar";
}
