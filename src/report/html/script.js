(function () {
  "use strict";
  var filter = document.getElementById("filter");
  var found = document.getElementById("found");
  var pictures = Array.prototype.map.call(document.querySelectorAll(".calendar"), function (scroller) {
    var style = getComputedStyle(scroller);
    var days = parseFloat(style.getPropertyValue("--n")) || 1;
    var picture = { scroller: scroller, days: days, least: parseFloat(style.getPropertyValue("--d")) || 4, pixels: 0, fit: 0 };
    // All of it at once, if a usual rotation can still be told by its letters.
    var usual = parseFloat(style.getPropertyValue("--m")) || 1;
    picture.block = parseFloat(style.getPropertyValue("--block")) || 0;
    picture.letters = Math.min(picture.least * 0.6, 17 / usual);
    fit(picture);
    return picture;
  });

  function fit(picture) {
    var isWhole = picture.pixels === picture.fit;
    picture.fit = Math.min(120, Math.max(room(picture) / picture.days, picture.letters, 0.3));
    if (isWhole) { zoom(picture, picture.fit); }
  }
  window.addEventListener("resize", function () { pictures.forEach(fit); });

  function room(picture) {
    return Math.max(200, picture.scroller.clientWidth - picture.scroller.querySelector(".who").offsetWidth);
  }
  function zoom(picture, pixels) {
    picture.pixels = Math.min(160, Math.max(picture.fit * 0.6, pixels));
    picture.scroller.style.setProperty("--d", picture.pixels + "px");
    var mark = picture.days > 1200 ? 91 : picture.days > 45 ? 7 : 1;
    var isNarrow = picture.block ? picture.pixels * picture.block < 36 : picture.pixels * mark < 17;
    picture.scroller.classList.toggle("coarse", isNarrow);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    if (button.dataset.zoom) {
      var picture = pictures.find(function (one) { return button.closest(".picture").contains(one.scroller); });
      var way = document.documentElement.dir === "rtl" ? -1 : 1;
      var middle = (picture.scroller.scrollLeft * way + room(picture) / 2) / picture.pixels;
      zoom(picture, button.dataset.zoom === "fit" ? picture.fit : picture.pixels * parseFloat(button.dataset.zoom));
      picture.scroller.scrollLeft = way * (middle * picture.pixels - room(picture) / 2);
    } else if (button.dataset.department) {
      filter.value = filter.value === button.dataset.department ? "" : button.dataset.department;
      search();
    }
  });

  function search() {
    var wanted = filter.value.trim().toLowerCase();
    var shown = 0, doctors = 0, departments = [];
    document.querySelectorAll("[data-find]").forEach(function (row) {
      var hit = !wanted || row.dataset.find.indexOf(wanted) >= 0;
      row.hidden = !hit;
      if (row.classList.contains("doctor")) { doctors += 1; shown += hit ? 1 : 0; }
    });
    document.querySelectorAll("[data-department]").forEach(function (button, index) {
      var hit = Boolean(wanted) && button.dataset.department.toLowerCase().indexOf(wanted) >= 0;
      button.setAttribute("aria-pressed", String(hit));
      if (hit) { departments.push("d" + index); }
    });
    document.querySelectorAll(".bar").forEach(function (bar) {
      var other = departments.length > 0 && !departments.some(function (name) { return bar.classList.contains(name); });
      bar.classList.toggle("dim", other);
    });
    document.querySelectorAll(".calendar tbody, .picture").forEach(function (group) {
      group.hidden = !group.querySelector(".doctor:not([hidden])");
    });
    document.querySelectorAll("section").forEach(function (section) {
      var rows = section.querySelectorAll("[data-find]");
      section.classList.toggle("nothing", rows.length > 0 && !section.querySelector("[data-find]:not([hidden])"));
    });
    found.textContent = wanted ? HOW_MANY_ARE_FOUND : "";
  }
  filter.addEventListener("input", search);
})();
