import type { Component } from "svelte";
import Box from "@lucide/svelte/icons/box";
import Building from "@lucide/svelte/icons/building-2";
import Circle from "@lucide/svelte/icons/circle-dashed";
import Cpu from "@lucide/svelte/icons/cpu";
import Landmark from "@lucide/svelte/icons/landmark";
import MapPin from "@lucide/svelte/icons/map-pin";
import Scale from "@lucide/svelte/icons/scale";
import Ship from "@lucide/svelte/icons/ship";
import User from "@lucide/svelte/icons/user";

/** How a kind of entity looks: never the hue without the icon. */
export interface KindLook {
  icon: Component<{ size?: number; strokeWidth?: number }>;
  hue: string;
}

const LOOKS = {
  company: { icon: Building, hue: "--kind-company" },
  person: { icon: User, hue: "--kind-person" },
  body: { icon: Landmark, hue: "--kind-body" },
  product: { icon: Cpu, hue: "--kind-product" },
  place: { icon: MapPin, hue: "--kind-place" },
  vehicle: { icon: Ship, hue: "--kind-vehicle" },
  shipment: { icon: Box, hue: "--kind-shipment" },
  rule: { icon: Scale, hue: "--kind-rule" },
  thing: { icon: Circle, hue: "--kind-thing" },
} satisfies Record<string, KindLook>;

const BY_SCHEMA = new Map<string, keyof typeof LOOKS>([
  ["Company", "company"],
  ["LegalEntity", "company"],
  ["Organization", "body"],
  ["PublicBody", "body"],
  ["Person", "person"],
  ["Product", "product"],
  ["ProductUnit", "product"],
  ["Address", "place"],
  ["Site", "place"],
  ["Vessel", "vehicle"],
  ["Airplane", "vehicle"],
  ["Vehicle", "vehicle"],
  ["Shipment", "shipment"],
  ["ShipmentLine", "shipment"],
  ["Rule", "rule"],
  ["Sanction", "rule"],
]);

/** The look of a schema; one that is not known looks like a thing. */
export function lookOf(schema: string): KindLook {
  return LOOKS[BY_SCHEMA.get(schema) ?? "thing"];
}
