import type { Component } from "svelte";
import type { Action } from "../actions/action";
import type { App } from "./app.svelte";

/** A view of the middle, as a feature offers it and the shell puts it together. */
export interface View {
  /** The first part of its address. */
  id: string;
  title: string;
  icon: Component;
  component: Component;
  /** Other addresses it answers to: the entities also show `entity/ID`. */
  also?: string[];
  /** Whether the rail shows it. */
  rail: boolean;
  /** The view of the rail that it belongs to, if it is none itself. */
  under?: string;
  /** What it shows over any view while a case is open, as a form for files that are dropped. */
  over?: Component;
  /** What can be done about it from anywhere; "Go to …" comes by itself. */
  actions?: Action<App>[];
}
