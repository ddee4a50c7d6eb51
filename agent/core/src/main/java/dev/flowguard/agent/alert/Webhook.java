package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.OcsfJson;
import dev.flowguard.agent.event.Product;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One end point that takes alerts, called with the guard's own copy of OkHttp. That copy lies in
 * the guard's own class loader, which is never woven: so it, and nothing else, is exempt from the
 * gates.
 *
 * <p>It goes nowhere else than to the address it was given: no redirects, no link-local addresses
 * (where clouds keep their credentials), no declared processor. For one thread.
 */
public final class Webhook {
  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(15);
  private static final long NO_RETRY_AFTER = -1;
  private static final Pattern SECONDS = Pattern.compile("\\d+");
  private static final int MOST_DIGITS = 12;
  private static final int LONGEST_RETRY_AFTER = 100;

  private final AlertSettings settings;
  private final Predicate<String> isProcessor;
  private final OkHttpClient client;

  /**
   * @param isProcessor whether a host belongs to a declared processor
   */
  public Webhook(AlertSettings settings, Predicate<String> isProcessor) {
    this.settings = settings;
    this.isProcessor = isProcessor;
    this.client =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .connectTimeout(CONNECT)
            .callTimeout(CALL)
            .addNetworkInterceptor(
                chain -> {
                  refuseLinkLocal(chain.connection());
                  return chain.proceed(chain.request());
                })
            .build();
  }

  /**
   * What came of one call.
   *
   * @param isDelivered true if the receiver has taken it
   * @param status of HTTP; 0 if there was no answer
   * @param detail for people: status or failure, never a secret
   * @param retryAfterMillis how long the receiver asks to wait; -1 if it does not
   */
  public record Answer(boolean isDelivered, int status, String detail, long retryAfterMillis) {
    private static Answer failed(String detail) {
      return new Answer(false, 0, detail, NO_RETRY_AFTER);
    }
  }

  private static void refuseLinkLocal(@Nullable Connection connection) throws IOException {
    Socket socket = connection == null ? null : connection.socket();
    InetAddress address = socket == null ? null : socket.getInetAddress();
    if (address == null || address.isLinkLocalAddress() || address.isAnyLocalAddress()) {
      throw new IOException(
          "the webhook's name leads to a link-local address, which alerts are not sent to");
    }
  }

  /** Sends one alert, once. Never throws. */
  public Answer send(Delivery delivery) {
    String refusal = WebhookCheck.refusal(settings, isProcessor);
    if (refusal != null) {
      return Answer.failed(refusal);
    }
    try {
      byte[] body = settings.template().body(delivery, routingKey());
      Request.Builder request =
          new Request.Builder()
              .url(settings.url())
              .header("User-Agent", "flowguard/" + Product.version())
              .post(RequestBody.create(body, JSON));
      String secret =
          WebhookCheck.text(settings.secret(), settings.secretFile(), "alert.webhook.secret");
      if (secret != null) {
        long now = Instant.now().getEpochSecond();
        request
            .header(StandardWebhooks.ID, delivery.id())
            .header(StandardWebhooks.TIMESTAMP, Long.toString(now))
            .header(
                StandardWebhooks.SIGNATURE,
                StandardWebhooks.sign(StandardWebhooks.keys(secret), delivery.id(), now, body));
      }
      Call call = client.newCall(request.build());
      try (Response response = call.execute()) {
        int status = response.code();
        return new Answer(
            status >= 200 && status < 300,
            status,
            "status " + status + (status >= 300 && status < 400 ? ", not followed" : ""),
            retryAfter(response.header("Retry-After"), Instant.now()));
      }
    } catch (IllegalArgumentException e) {
      return Answer.failed("the secret cannot be used: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      return Answer.failed(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /** Sends an alert that says that it is a test. */
  public Answer sendTest() {
    Audit audit = Audit.now(AuditKind.ALERT_TEST, Map.of());
    Alert alert = Alert.of(audit, OcsfJson.of(audit));
    return alert == null ? Answer.failed("no alert") : send(Delivery.one(alert));
  }

  private String routingKey() throws IOException {
    String key =
        WebhookCheck.text(settings.routingKey(), settings.routingKeyFile(), "alert.routing-key");
    return key == null ? "" : key.strip();
  }

  /**
   * How long a receiver asks to be left alone, in milliseconds (RFC 9110, section 10.2.3: seconds
   * or a date); 0 for a time that is over, {@value #NO_RETRY_AFTER} if it does not ask.
   */
  static long retryAfter(@Nullable String value, Instant now) {
    if (value == null || value.length() > LONGEST_RETRY_AFTER) {
      return NO_RETRY_AFTER;
    }
    String stripped = value.strip();
    try {
      if (SECONDS.matcher(stripped).matches()) {
        return stripped.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(stripped) * 1_000;
      }
      Instant until =
          ZonedDateTime.parse(stripped, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Math.max(0, Duration.between(now, until).toMillis());
    } catch (DateTimeParseException | ArithmeticException e) {
      return NO_RETRY_AFTER;
    }
  }

  /** Lets go of connections and threads. */
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
