package dev.flowguard.agent.alert;

import dev.flowguard.rules.request.RequestUrl;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the settings of a webhook. Asked before {@code main} too, and so apart from
 * {@link Webhook}: no class of the HTTP client is loaded for it.
 */
public final class WebhookCheck {
  private static final int MAX_SECRET_BYTES = 4_096;

  private WebhookCheck() {}

  /**
   * Why alerts are not sent with these settings, with the remedy; null if they are. An alerting
   * service may be a declared processor, such as Slack, but gets no record of the journal then.
   */
  public static @Nullable String refusal(AlertSettings settings, Predicate<String> isProcessor) {
    RequestUrl parsed = RequestUrl.parse(settings.url());
    String host = parsed.host();
    if (!isHttp(settings.url()) || host.isEmpty()) {
      return "alert.webhook.url is not an http or https URL";
    }
    boolean isLoopback =
        host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    if (!parsed.scheme().equals("https") && !isLoopback) {
      return "alert.webhook.url must be https: alerts name rules, locations and callers";
    }
    if (settings.template().hasRecord() && isProcessor.test(host)) {
      return "alert.webhook.url leads to a declared processor ("
          + host
          + "), which must not get the journal's records. Set alert.webhook.template to slack or"
          + " pagerduty, or name a host of your own";
    }
    return null;
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme();
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** What is wrong with the secrets, with the remedy; empty if nothing is. */
  public static List<String> problems(AlertSettings settings) {
    boolean needsSecret = settings.template().hasRecord();
    try {
      String secret = text(settings.secret(), settings.secretFile(), "alert.webhook.secret");
      if (secret == null && needsSecret) {
        return List.of(
            "alert.webhook.secret is not set: alerts could be forged, and are not sent. Set it, or"
                + " alert.webhook.secret.file, to whsec_ and 32 random bytes in base64");
      }
      if (secret != null) {
        StandardWebhooks.keys(secret);
      }
      if (settings.template() == Template.PAGERDUTY
          && text(settings.routingKey(), settings.routingKeyFile(), "alert.routing-key") == null) {
        return List.of("alert.routing-key is not set: PagerDuty takes no event without it");
      }
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of("the secret of alert.webhook.secret cannot be used: " + e.getMessage());
    } catch (IOException e) {
      return List.of(e.getMessage() + ". Alerts wait in the spool until it can be");
    }
  }

  /** A secret, read anew each time, so that it can be replaced while the JVM runs. */
  static @Nullable String text(@Nullable String given, @Nullable String file, String key)
      throws IOException {
    if (given != null || file == null) {
      return given;
    }
    try (InputStream in = new FileInputStream(new File(file))) {
      return new String(in.readNBytes(MAX_SECRET_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException(key + ".file " + file + " cannot be read");
    }
  }
}
