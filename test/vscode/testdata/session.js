// Drives VS Code: node session.js SCENARIO OPTIONS, where OPTIONS are those of a
// Window and chromium, a browser. Prints {wrong: what went otherwise than it
// should, figures: what was measured}.
"use strict";
const { chromium } = require("playwright-core");
const { Window } = require("./window.js");

const [, , scenario, json] = process.argv;
const options = JSON.parse(json);

(async () => {
  const browser = await chromium.launch({
    executablePath: options.chromium,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  let window;
  try {
    window = await Window.open(browser, options);
    const figures = await require(`./${scenario}.js`)(window);
    console.log(JSON.stringify({ wrong: window.wrong, figures: figures || {} }));
  } catch (error) {
    if (window) await window.picture(scenario + "-failed");
    throw error;
  } finally {
    await browser.close();
  }
})();
