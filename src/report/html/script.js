(function () {
  "use strict";
  var filter = document.getElementById("filter");
  var found = document.getElementById("found");
  var pictures = Array.prototype.map.call(document.querySelectorAll(".calendar"), function (scroller) {
    var style = getComputedStyle(scroller);
    var days = parseFloat(style.getPropertyValue("--n")) || 1;
    var picture = { scroller: scroller, days: days, least: parseFloat(style.getPropertyValue("--d")) || 4, pixels: 0, fit: 0 };
    picture.fit = Math.min(120, Math.max(picture.least * 0.6, room(picture) / days, 0.5));
    zoom(picture, picture.fit);
    return picture;
  });

  function room(picture) {
    return Math.max(200, picture.scroller.clientWidth - picture.scroller.querySelector(".who").offsetWidth);
  }
  function zoom(picture, pixels) {
    picture.pixels = Math.min(160, Math.max(picture.fit * 0.6, pixels));
    picture.scroller.style.setProperty("--d", picture.pixels + "px");
    var mark = picture.days > 1200 ? 91 : picture.days > 45 ? 7 : 1;
    picture.scroller.classList.toggle("coarse", picture.pixels * mark < 17);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    if (button.dataset.zoom) {
      var picture = pictures.find(function (one) { return button.closest(".picture").contains(one.scroller); });
      var middle = (picture.scroller.scrollLeft + room(picture) / 2) / picture.pixels;
      zoom(picture, button.dataset.zoom === "fit" ? picture.fit : picture.pixels * parseFloat(button.dataset.zoom));
      picture.scroller.scrollLeft = middle * picture.pixels - room(picture) / 2;
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
    found.textContent = wanted ? shown + " of " + doctors + " doctors" : "";
  }
  filter.addEventListener("input", search);
})();
