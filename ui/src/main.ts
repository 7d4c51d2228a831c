import { mount } from "svelte";
import "./shared/style/fonts.css";
import "./shared/style/tokens.css";
import "./shared/style/base.css";
import "./shared/style/menu.css";
import type { Host } from "./host/host";
import Root from "./shell/Root.svelte";
import { App } from "./state/app.svelte";

async function makeHost(): Promise<Host> {
  if (__HOST__ === "tauri") return (await import("./host/tauri")).tauriHost();
  // The app freezes this itself; a browser must do the same, so that what breaks there breaks here.
  Object.freeze(Object.prototype);
  if (__HOST__ === "http") return (await import("./host/http")).httpHost();
  return (await import("./host/sample")).sampleHost(new URLSearchParams(window.location.search));
}

const target = document.getElementById("app");
if (!target) throw new Error("the page has no place for the app");
const app = new App(await makeHost(), window);
mount(Root, { target, props: { app } });
