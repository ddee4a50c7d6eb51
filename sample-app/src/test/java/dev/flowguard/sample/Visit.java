package dev.flowguard.sample;

import java.io.IOException;
import java.nio.file.Path;

/** What a user does on the page of the service, with mouse and keyboard. */
final class Visit {
  private final Tab tab;

  Visit(Tab tab) {
    this.tab = tab;
  }

  /**
   * Opens the page, agrees to analytics and support, and uses all of it.
   *
   * @param leak the mistake that the page makes; empty if none
   * @param files the user's folder, with a {@code lease.docx} and a {@code me.jpeg}
   */
  void makeTo(String service, String leak, Path files) throws IOException, InterruptedException {
    tab.open(service + "/" + (leak.isEmpty() ? "" : "#leak=" + leak));
    tab.await("document.documentElement?.dataset.ready");
    tab.click("#accept");
    ask();
    upload("#document", "#documents button", files.resolve("lease.docx"));
    tab.await("document.querySelector('#document-list li')");
    upload("#photo", "#photos button", files.resolve("me.jpeg"));
    tab.await("document.querySelectorAll('#gallery img').length === 1");
    tab.type("#prompt", Contents.PHOTO_PROMPT);
    tab.click("#generator button");
    tab.await("document.querySelectorAll('#gallery img').length === 2");
    tab.click("#help");
    tab.type("#question", "How do I cancel my plan?");
    tab.click("#ticket button[value=send]");
  }

  private void ask() throws IOException, InterruptedException {
    tab.type("#message", Contents.QUESTION);
    tab.click("#chat button");
    tab.await("!document.querySelector('#chat button').disabled");
    tab.await("document.querySelector('.assistant')?.textContent.endsWith('both know.')");
  }

  private void upload(String input, String button, Path file)
      throws IOException, InterruptedException {
    tab.choose(input, file);
    tab.click(button);
  }
}
