import { mount } from "svelte";
import "../../src/shared/style/fonts.css";
import "../../src/shared/style/tokens.css";
import "../../src/shared/style/base.css";
import "../../src/shared/style/menu.css";
import Gallery from "./Gallery.svelte";

const target = document.getElementById("app");
if (target) mount(Gallery, { target });
