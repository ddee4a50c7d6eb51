package dev.flowguard.agent.contract;

import dev.flowguard.api.Flowguard;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What the application of a test server does on one WebSocket, as the last part of its path says:
 * {@code whole} and {@code partial} send what they get to a processor, {@code forget} forgets an
 * owner, and {@code client} gets a message as a client.
 */
record ServedSocket(String how, Map<String, String> parameters) {
  /**
   * Of a handshake.
   *
   * @param target absolute or not
   */
  static ServedSocket of(String target) {
    URI uri = URI.create(target);
    Map<String, String> parameters = new HashMap<>();
    for (String each : uri.getRawQuery().split("&")) {
      int equals = each.indexOf('=');
      parameters.put(
          each.substring(0, equals),
          URLDecoder.decode(each.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return new ServedSocket(ServedApplication.how(uri.getPath()), parameters);
  }

  /** True if it gets each fragment by itself. */
  boolean isPartial() {
    return how.equals("partial");
  }

  /** True if it opens a socket to where its message says, and answers what comes of that. */
  boolean isClient() {
    return how.equals("client");
  }

  /** What it says before it gets something; null for nothing. */
  String greeting() {
    return parameters.get("text");
  }

  /** What it answers to a message, or to a fragment of one. */
  String answer(byte[] message) {
    return how.equals("forget")
        ? Integer.toString(Flowguard.forgetOwner(new String(message, StandardCharsets.UTF_8)))
        : ServedApplication.leak(parameters.get("to"), message);
  }

  String answer(String message) {
    return answer(message.getBytes(StandardCharsets.UTF_8));
  }
}
