const said = document.getElementById("said");

for (const button of document.querySelectorAll("button[data-post]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "…";
    try {
      const response = await fetch(button.dataset.post, { method: "POST" });
      said.textContent = response.ok ? await response.text() : `The shop answered ${response.status}. The log says why.`;
    } catch {
      said.textContent = "The shop does not answer.";
    } finally {
      button.disabled = false;
    }
  });
}
