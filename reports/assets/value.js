"use strict";
/* The what-if: moves between the cases of its table, of which each output carries its own numbers. At a case the
 * output says what the table says; between cases it goes straight from one to the next. */
(function () {
  var form = document.querySelector("form.whatif");
  if (!form) return;
  function numbers(element, name) {
    return element.getAttribute(name).split(" ").map(function (word) { return word === "-" ? NaN : Number(word); });
  }
  function write(value, decimals, signed) {
    if (isNaN(value)) return "\u2013";
    var power = Math.pow(10, decimals), whole = Math.round(Math.abs(value) * power);
    var parts = (whole / power).toFixed(decimals).split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, ",");
    return (whole === 0 ? "" : value < 0 ? "\u2212" : signed ? "+" : "") + parts.join(".");
  }
  /* The step at or before the value, and how far it is to the next one. */
  function place(steps, value) {
    var at = 0;
    while (at + 2 < steps.length && steps[at + 1] <= value) at++;
    return { at: at, part: steps.length < 2 ? 0 : (value - steps[at]) / (steps[at + 1] - steps[at]) };
  }
  function mix(a, b, part) { return part === 0 ? a : part === 1 ? b : a + (b - a) * part; }
  var sliders = Array.prototype.map.call(form.querySelectorAll("input"), function (input) {
    return { input: input, steps: numbers(input, "data-steps"), output: input.parentNode.querySelector("output") };
  });
  var outputs = Array.prototype.map.call(form.querySelectorAll("output[data-cases]"), function (output) {
    return { output: output, cases: numbers(output, "data-cases") };
  });
  function tell(one, places, width) {
    var output = one.output, decimals = Number(output.getAttribute("data-decimals"));
    var signed = output.hasAttribute("data-signed"), isNothing;
    var told = [0, 1, 2].map(function (bound) {
      function at(row, column) {
        return one.cases[3 * (column * width + row) + bound];
      }
      function across(column) { return mix(at(places[0].at, column), at(places[0].at + 1, column), places[0].part); }
      return mix(across(places[1].at), across(places[1].at + 1), places[1].part);
    });
    isNothing = told.every(function (one) { return one === 0; });
    told = told.map(function (one) { return write(one, isNothing ? 0 : decimals, signed); });
    output.textContent = told[0] + output.getAttribute("data-suffix").replace(/^ /, "\u00a0") +
      (isNothing ? "" : " [" + told[1] + ", " + told[2] + "]");
  }
  function show() {
    var places = [{ at: 0, part: 0 }, { at: 0, part: 0 }];
    sliders.forEach(function (slider, number) {
      var value = Number(slider.input.value), share = Number(slider.output.getAttribute("data-share"));
      places[number] = place(slider.steps, value);
      slider.output.textContent = write(value, value % 1 ? 1 : 0, true) + " \u2192 " +
        write(Math.max(0, Math.min(100, share + value)), 1, false) + "\u00a0%";
    });
    outputs.forEach(function (one) { tell(one, places, sliders[0].steps.length); });
    form.querySelector(".between").hidden = places.every(function (one) { return one.part === 0 || one.part === 1; });
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  show();
})();
