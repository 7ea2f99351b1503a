// A button with a menu, operated as the ARIA Authoring Practices Guide says
// ("Menu Button").

// attachMenu makes the button open the menu, whose items close it again.
export const attachMenu = (button, menu) => {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const show = (on) => {
    menu.hidden = !on;
    // At the right of a narrow window, the menu is at the button's other end.
    menu.classList.remove("left");
    menu.classList.toggle("left", on && menu.getBoundingClientRect().right > innerWidth);
    button.setAttribute("aria-expanded", String(on));
  };
  const open = (item) => {
    show(true);
    item.focus();
  };
  const close = () => {
    show(false);
    button.focus();
  };
  const step = (by) => items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
  const onButton = { ArrowDown: () => open(items[0]), ArrowUp: () => open(items.at(-1)) };
  const onItem = {
    ArrowDown: () => step(1), ArrowUp: () => step(-1), Home: () => items[0].focus(), End: () => items.at(-1).focus(),
    Escape: close,
  };
  // What is a key of the menu's is none of the page's.
  const press = (keys) => (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !keys[e.key]) return;
    e.preventDefault();
    e.stopPropagation();
    keys[e.key]();
  };
  button.addEventListener("keydown", press(onButton));
  menu.addEventListener("keydown", press(onItem));
  button.addEventListener("click", () => {
    if (menu.hidden) open(items[0]);
    else close();
  });
  menu.addEventListener("click", close);
  // The keyboard's focus leaves with the Tab key, and with a click elsewhere. A click on
  // an item takes it away, too, in browsers that give it to no button (Safari, and
  // Firefox on macOS): nothing else has it then.
  const leave = (to) => { if (!menu.parentElement.contains(to)) show(false); };
  menu.parentElement.addEventListener("focusout", (e) => { if (e.relatedTarget) leave(e.relatedTarget); });
  addEventListener("pointerdown", (e) => leave(e.target));
  addEventListener("blur", () => show(false));
};
