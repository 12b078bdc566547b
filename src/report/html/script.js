(function () {
  "use strict";
  var root = document.documentElement;
  var scroller = document.getElementById("scroller");
  var filter = document.getElementById("filter");
  var found = document.getElementById("found");
  var fit = parseFloat(getComputedStyle(root).getPropertyValue("--fit")) || 4;
  var days = parseFloat(getComputedStyle(root).getPropertyValue("--n")) || 1;
  var pixels = fit;

  function zoom(next) {
    pixels = Math.min(90, Math.max(fit * 0.6, next));
    scroller.style.setProperty("--d", pixels + "px");
    scroller.classList.toggle("coarse", days > 45 && days <= 1200 && pixels * 7 < 17);
  }
  function room() {
    return Math.max(200, scroller.clientWidth - scroller.querySelector(".who").offsetWidth - 4);
  }
  if (scroller) {
    var before = room() / days;
    fit = Math.max(fit * 0.6, Math.min(90, Math.max(before, 0.5)));
    zoom(fit);
    document.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) { return; }
      if (button.dataset.zoom) {
        var middle = (scroller.scrollLeft + room() / 2) / pixels;
        zoom(button.dataset.zoom === "fit" ? fit : pixels * parseFloat(button.dataset.zoom));
        scroller.scrollLeft = middle * pixels - room() / 2;
      } else if (button.dataset.from) {
        var from = parseFloat(button.dataset.from), length = parseFloat(button.dataset.days);
        zoom(room() / (length * 1.06));
        scroller.scrollLeft = (from - length * 0.03) * pixels;
      } else if (button.dataset.department && filter) {
        filter.value = filter.value === button.dataset.department ? "" : button.dataset.department;
        search();
      }
    });
  }

  function search() {
    var wanted = filter.value.trim().toLowerCase();
    var shown = 0, doctors = 0;
    document.querySelectorAll("[data-find]").forEach(function (row) {
      var hit = !wanted || row.dataset.find.indexOf(wanted) >= 0;
      row.hidden = !hit;
      if (row.classList.contains("doctor")) { doctors += 1; shown += hit ? 1 : 0; }
    });
    var departments = [];
    document.querySelectorAll("[data-department]").forEach(function (button, index) {
      var hit = wanted && button.dataset.department.toLowerCase().indexOf(wanted) >= 0;
      button.setAttribute("aria-pressed", hit ? "true" : "false");
      if (hit) { departments.push(index); }
    });
    document.querySelectorAll(".bar").forEach(function (bar) {
      var other = departments.length && !departments.some(function (index) { return bar.classList.contains("d" + index); });
      bar.classList.toggle("dim", Boolean(other));
    });
    document.querySelectorAll(".calendar tbody").forEach(function (group) {
      group.hidden = !group.querySelector(".doctor:not([hidden])");
    });
    found.textContent = wanted ? shown + " of " + doctors + " doctors" : "";
  }
  if (filter) { filter.addEventListener("input", search); }
})();
