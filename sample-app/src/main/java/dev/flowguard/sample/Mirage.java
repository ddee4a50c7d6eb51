package dev.flowguard.sample;

import com.mirage.account.User;
import com.mirage.chat.ChatMessage;
import com.mirage.kb.KnowledgeBase;
import com.mirage.photo.PhotoGenerator;
import com.mirage.upload.Uploads;
import com.stripe.net.RequestOptions;
import com.stripe.param.FileCreateParams.Purpose;
import dev.flowguard.api.BlockedRequestException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Mirage Studio in small: a user chats, uploads a document, has a knowledge base and a photo made;
 * and the service pays, supports and measures, sometimes with too much in the request.
 *
 * <p>Reads the number of an attempt from each line of standard input and answers with one line.
 */
public final class Mirage {
  private static final String EVENT =
      "{\"client_id\":\"1.2\",\"events\":[{\"name\":\"%s\",\"params\":{%s}}]}";

  private final Billing billing;
  private final Support support;
  private final Analytics analytics;

  private Mirage(int port) {
    billing = new Billing(port);
    support = new Support(port);
    analytics = new Analytics(port);
  }

  /**
   * Runs attempts.
   *
   * @param arguments the port of the stand-ins
   */
  public static void main(String[] arguments) throws Exception {
    List<Attempt> attempts = attempts(Integer.parseInt(arguments[0]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(outcome(attempts.get(Integer.parseInt(line))));
    }
    System.exit(0); // the clients' idle threads are not to be waited for
  }

  private static String outcome(Attempt attempt) {
    try {
      return "sent " + attempt.action().run();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BlockedRequestException blocked) {
          return "stopped " + blocked.category() + " at " + blocked.location();
        }
      }
      return "failed " + e.getClass().getName();
    }
  }

  /** All that is tried, in the order of the table. */
  static List<Attempt> attempts(int port) {
    return new Mirage(port).attempts();
  }

  private List<Attempt> attempts() {
    User user = new User("usr_81f0c2", "Saskia van Doorn", "saskia@polder.example");
    ChatMessage question =
        new ChatMessage(
            "user",
            "My sister asked me not to tell our parents that she left the convent in Assisi last week.");
    ChatMessage answer =
        new ChatMessage(
            "assistant",
            "That sounds heavy. You could agree with her on a day by which she tells them herself.");
    byte[] contract =
        Uploads.document(
            ("LEASE between A. Demir and the Vereniging Noorderlicht for the boathouse at jetty 9,"
                    + " with the loft, against 640 euro a month from the first of May.")
                .getBytes(StandardCharsets.UTF_8));
    byte[] report = Uploads.document(pdf());
    byte[] photo = PhotoGenerator.generate("portrait of a lighthouse keeper, oil on canvas");
    String transcript =
        "{\"messages\":[{\"role\":\"user\",\"content\":\""
            + question.content()
            + "\"},{\"role\":\"assistant\",\"content\":\""
            + answer.content()
            + "\"}]}";
    String base64 = Base64.getEncoder().encodeToString(contract);
    Map<String, String> ids = Map.of("user_id", user.id());
    return List.of(
        legitimate(
            "customer with name, e-mail and address",
            "Stripe",
            () -> billing.customer(user.fullName(), user.email(), ids)),
        legitimate(
            "payment of a month",
            "Stripe",
            () -> billing.payment(1900, "Mirage Studio Pro, monthly", RequestOptions.getDefault())),
        legitimate(
            "search for a customer by e-mail",
            "Stripe",
            () -> billing.search("email:'" + user.email() + "'")),
        legitimate(
            "the company's logo as a file",
            "Stripe",
            () -> billing.upload(Purpose.BUSINESS_LOGO, PhotoGenerator.logo())),
        legitimate(
            "an operator's message",
            "Crisp",
            () ->
                support.message(
                    "{\"type\":\"text\",\"from\":\"operator\",\"origin\":\"chat\",\"content\":\"Your chat credits were refunded this morning.\"}")),
        legitimate(
            "contact data and counts of a user",
            "Crisp",
            () ->
                support.meta(
                    "{\"nickname\":\""
                        + user.fullName()
                        + "\",\"email\":\""
                        + user.email()
                        + "\",\"data\":{\"chats\":212,\"photos\":40}}")),
        legitimate(
            "purchase event",
            "Analytics",
            () -> analytics.event(event("purchase", "\"currency\":\"EUR\",\"value\":19"))),
        legitimate(
            "event about a chat: counts only, async",
            "Analytics",
            () ->
                analytics.eventLater(
                    event("chat_sent", "\"message_length\":89,\"model\":\"mirage-1\""))),
        legitimate(
            "page view",
            "Analytics",
            () -> analytics.pageView("https://www.mirage-studio.io/pricing")),
        legitimate(
            "the conversation to the own model", "own host", () -> analytics.chat(transcript)),
        leak(
            "chat turn in metadata",
            "Stripe",
            () ->
                billing.customer(
                    "A. Demir", "a@demir.example", Map.of("note", question.content()))),
        leak(
            "transcript as JSON",
            "Crisp",
            () -> support.message("{\"type\":\"text\",\"content\":" + transcript + "}")),
        leak(
            "knowledge-base sentence cut to 100 characters",
            "Analytics",
            () ->
                analytics.event(
                    event(
                        "search",
                        "\"result\":\"" + KnowledgeBase.article().substring(0, 100) + "\""))),
        leak(
            "generated photo uploaded as a file",
            "Stripe",
            () -> billing.upload(Purpose.BUSINESS_ICON, photo)),
        leak(
            "base64 of a document in a message",
            "Crisp",
            () -> support.message("{\"type\":\"text\",\"content\":\"see " + base64 + "\"}")),
        leak(
            "chat answer in a gzip body",
            "Crisp",
            () -> support.zipped("{\"content\":\"" + answer.content() + "\"}")),
        leak(
            "chat turn in the query string",
            "Analytics",
            () -> analytics.pageView("https://www.mirage-studio.io/chat?q=" + question.content())),
        leak(
            "chat turn in a header",
            "Stripe",
            () ->
                billing.payment(
                    1900,
                    "Pro",
                    RequestOptions.builder().setIdempotencyKey(question.content()).build())),
        leak(
            "redirect from the own host to a processor",
            "Crisp",
            () -> analytics.export("{\"content\":\"" + answer.content() + "\"}")),
        leak(
            "asynchronous call, OkHttp",
            "Crisp",
            () -> support.messageLater("{\"content\":\"" + KnowledgeBase.article() + "\"}")),
        leak(
            "asynchronous call, java.net.http",
            "Analytics",
            () -> analytics.eventLater(event("note", "\"t\":\"" + question.content() + "\""))),
        leak(
            "generated photo, its marks taken off, as base64",
            "Crisp",
            () ->
                support.message(
                    "{\"content\":\""
                        + Base64.getEncoder().encodeToString(PhotoGenerator.pixelsOf(photo))
                        + "\"}")),
        leak("uploaded PDF in a multipart body", "Crisp", () -> support.file(report)),
        leak(
            "e-mail address as user id",
            "Analytics",
            () ->
                analytics.event(
                    "{\"client_id\":\"1.2\",\"user_id\":\"" + user.email() + "\",\"events\":[]}")),
        leak(
            "a person's name in an event",
            "Analytics",
            () -> analytics.event(event("invite", "\"by\":\"" + user.fullName() + "\""))),
        leak(
            "harmless event to the end point outside the EU",
            "Analytics",
            () -> analytics.globalEvent(event("login", "\"method\":\"password\""))));
  }

  private static String event(String name, String parameters) {
    return String.format(EVENT, name, parameters);
  }

  private static byte[] pdf() {
    return ("%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n% quarterly figures of a user\n"
            + "trailer << /Root 1 0 R >>\n%%EOF\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static Attempt legitimate(String what, String to, Attempt.Action action) {
    return new Attempt(what, to, false, action);
  }

  private static Attempt leak(String what, String to, Attempt.Action action) {
    return new Attempt(what, to, true, action);
  }
}
