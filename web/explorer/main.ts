document.title = "explorer";
