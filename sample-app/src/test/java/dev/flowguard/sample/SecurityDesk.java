package dev.flowguard.sample;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Where alerts arrive: checks each signature, as a receiver should. */
final class SecurityDesk implements AutoCloseable {
  private static final byte[] KEY =
      "a demo key of 32 bytes, no secret".getBytes(StandardCharsets.UTF_8);

  static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

  private static final Pattern SUMMARY = Pattern.compile("\"summary\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final WireMockServer server = new WireMockServer(options().dynamicPort());

  SecurityDesk() {
    server.start();
    server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
  }

  /**
   * One alert.
   *
   * @param isGenuine true if its signature is good
   */
  record Received(String id, String summary, String body, boolean isGenuine) {}

  String url() {
    return server.baseUrl() + "/alerts";
  }

  /** What has arrived, the first first. */
  List<Received> received() {
    List<Received> all = new ArrayList<>();
    for (ServeEvent event : server.getAllServeEvents()) {
      LoggedRequest request = event.getRequest();
      Matcher summary = SUMMARY.matcher(request.getBodyAsString());
      all.add(
          0,
          new Received(
              request.getHeader("webhook-id"),
              summary.find() ? summary.group(1) : "",
              request.getBodyAsString(),
              isGenuine(request)));
    }
    return all;
  }

  /** Standard Webhooks: HMAC-SHA-256 over id, time and body. */
  private static boolean isGenuine(LoggedRequest request) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      String head = request.getHeader("webhook-id") + "." + request.getHeader("webhook-timestamp");
      mac.update((head + ".").getBytes(StandardCharsets.UTF_8));
      String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(request.getBody()));
      for (String given : request.getHeader("webhook-signature").split(" ")) {
        if (MessageDigest.isEqual(expected.getBytes(), given.getBytes())) {
          return true;
        }
      }
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
