package dev.flowguard.sample;

import java.io.IOException;
import java.util.List;

/**
 * What a user does: first what must arrive, then the same with one mistake of the service at a
 * time.
 */
final class Attempts {
  static final List<Attempt> ALL =
      List.of(
          legitimate("a user signs up", "Analytics", browser -> signUp(browser)),
          legitimate(
              "customer with name, e-mail and address",
              "Stripe",
              browser -> browser.put("/api/billing/customer", "", "")),
          legitimate(
              "search for a customer by e-mail",
              "Stripe",
              browser -> browser.get("/api/billing/customer")),
          legitimate(
              "payment of a month, and the purchase event",
              "both",
              browser -> browser.post("/api/billing/payments", "", "")),
          legitimate(
              "the company's logo as a file",
              "Stripe",
              browser -> browser.post("/api/billing/branding", "", "")),
          legitimate(
              "a question to the own model, its length as an event",
              "Analytics",
              browser -> browser.ask(Contents.QUESTION, "")),
          legitimate("page view of the conversation", "Analytics", browser -> browser.open("")),
          legitimate(
              "the conversation to the own archive", "own host", browser -> browser.export("")),
          legitimate(
              "a photo of the user is uploaded, its size counted",
              "Analytics",
              browser ->
                  browser.upload(
                      "/api/photos", "photo", "me.jpeg", "image/jpeg", Contents.photo())),
          legitimate(
              "a Word document, its size counted", "Analytics", browser -> uploadLease(browser)),
          legitimate(
              "a photo is generated, and counted",
              "Analytics",
              browser ->
                  browser.post(
                      "/api/photos/generated",
                      "{\"prompt\":\"" + Contents.PHOTO_PROMPT + "\"}",
                      "")),
          legitimate(
              "a model is trained with the user's photos, counted",
              "Analytics",
              browser -> browser.post("/api/photos/model", "", "")),
          legitimate(
              "search in the knowledge base, hits counted",
              "Analytics",
              browser -> browser.search("kiln", "")),
          legitimate("contact data of a user", "Crisp", browser -> ticket(browser, "")),
          legitimate(
              "an operator's message",
              "Crisp",
              browser -> reply(browser, "Your chat credits were refunded this morning.", "")),
          legitimate(
              "an operator quotes the published prompt",
              "Crisp",
              browser ->
                  reply(
                      browser,
                      "The assistant never asks for passwords or card numbers, and you say so when"
                          + " you do not know something.",
                      "")),
          leak(
              "chat turn in metadata",
              "Stripe",
              "chat-conversation",
              browser -> browser.put("/api/billing/customer", "", "CHAT_IN_METADATA")),
          leak(
              "a row that was written before the start, in metadata",
              "Stripe",
              "chat-conversation",
              browser -> browser.put("/api/billing/customer", "", "FIRST_CHAT_IN_METADATA")),
          leak(
              "chat turn in a header",
              "Stripe",
              "chat-conversation",
              browser -> browser.post("/api/billing/payments", "", "PROMPT_AS_IDEMPOTENCY_KEY")),
          leak(
              "generated photo uploaded as a file",
              "Stripe",
              "generated-photo",
              browser -> browser.post("/api/billing/branding", "", "GENERATED_PHOTO_AS_LOGO")),
          leak(
              "prompt in an event, before it is stored",
              "Analytics",
              "chat-conversation",
              browser -> browser.ask(Contents.OTHER_QUESTION, "PROMPT_IN_EVENT")),
          leak(
              "half of an answer, while it is streamed",
              "Analytics",
              "chat-conversation",
              browser -> browser.ask(Contents.FAREWELL, "HALF_ANSWER_IN_EVENT")),
          leak(
              "chat turn in the query string",
              "Analytics",
              "chat-conversation",
              browser -> browser.open("CHAT_IN_PAGE_VIEW")),
          leak(
              "redirect from the own host to a processor",
              "Crisp",
              "chat-conversation",
              browser -> browser.export("MOVED_ARCHIVE")),
          leak(
              "knowledge-base sentence cut to 100 characters",
              "Analytics",
              "knowledge-base",
              browser -> browser.search("kiln", "ARTICLE_IN_EVENT")),
          leak(
              "knowledge-base article, asynchronous call",
              "Crisp",
              "knowledge-base",
              browser -> reply(browser, "See our article.", "ARTICLE_IN_REPLY")),
          leak(
              "transcript as JSON",
              "Crisp",
              "chat-conversation",
              browser -> ticket(browser, "TRANSCRIPT_IN_TICKET")),
          leak(
              "chat answer in a gzip body",
              "Crisp",
              "chat-conversation",
              browser -> ticket(browser, "ANSWER_IN_TICKET")),
          leak(
              "Word document in base64 in a message",
              "Crisp",
              "uploaded-document",
              browser -> ticket(browser, "DOCUMENT_IN_TICKET")),
          leak(
              "text of the Word document in a message",
              "Crisp",
              "uploaded-document",
              browser -> ticket(browser, "DOCUMENT_TEXT_IN_TICKET")),
          legitimate(
              "a PDF, its size counted",
              "Analytics",
              browser ->
                  browser.upload(
                      "/api/uploads", "document", "q3.pdf", "application/pdf", Contents.pdf())),
          leak(
              "uploaded PDF in a multipart body",
              "Crisp",
              "uploaded-document",
              browser -> ticket(browser, "DOCUMENT_AS_ATTACHMENT")),
          leak(
              "uploaded photo, smaller, as an attachment",
              "Crisp",
              "uploaded-photo",
              browser -> ticket(browser, "PHOTO_AS_ATTACHMENT")),
          leak(
              "generated photo, smaller, as an attachment",
              "Crisp",
              "generated-photo",
              browser -> ticket(browser, "GENERATED_PHOTO_AS_ATTACHMENT")),
          leak(
              "model of the user's face as an attachment",
              "Crisp",
              "created-model",
              browser -> ticket(browser, "MODEL_AS_ATTACHMENT")),
          leak(
              "e-mail address as user id",
              "Analytics",
              "personal-identifier",
              browser -> browser.post("/api/account/logins", "", "EMAIL_AS_USER_ID")),
          leak(
              "a person's name in an event",
              "Analytics",
              "personal-identifier",
              browser -> browser.post("/api/account/invitations", "", "NAME_IN_EVENT")),
          leak(
              "harmless event to the end point outside the EU",
              "Analytics",
              "region",
              browser -> browser.post("/api/account/logins", "", "EVENT_OUTSIDE_THE_EU")));

  private Attempts() {}

  private static String signUp(Browser browser) throws IOException, InterruptedException {
    return browser.put(
        "/api/account",
        """
        {"fullName":"%s","email":"%s","street":"Keizersgracht 241","city":"Amsterdam","country":"NL"}
        """
            .formatted(Contents.FULL_NAME, Contents.EMAIL),
        "");
  }

  private static String uploadLease(Browser browser) throws IOException, InterruptedException {
    return browser.upload(
        "/api/uploads",
        "document",
        "lease.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Contents.lease());
  }

  private static String ticket(Browser browser, String leak)
      throws IOException, InterruptedException {
    return browser.post("/api/support/tickets", "", leak);
  }

  private static String reply(Browser browser, String text, String leak)
      throws IOException, InterruptedException {
    return browser.post("/api/support/replies", "{\"text\":\"" + text + "\"}", leak);
  }

  private static Attempt legitimate(String what, String to, Attempt.Action action) {
    return new Attempt(what, to, null, action);
  }

  private static Attempt leak(String what, String to, String category, Attempt.Action action) {
    return new Attempt(what, to, category, action);
  }
}
