package dev.flowguard.agent.contract;

import dev.flowguard.api.Flowguard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Texts that nobody else has seen, for programs of a broker in forked JVMs: each is sent by another
 * thread than the one that has read it.
 */
record BrokerTexts(Map<String, String> byName, Leak leak) {
  /** Reads a file of lines, {@code name: text}. */
  static BrokerTexts read(Path file, Leak leak) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      int colon = line.indexOf(": ");
      texts.put(line.substring(0, colon), line.substring(colon + 2));
    }
    return new BrokerTexts(texts, leak);
  }

  String of(String name) {
    return byName.get(name);
  }

  /** What becomes of the text of a case that is sent. */
  String send(String name) {
    return sendText(of(name));
  }

  /** What becomes of a text that is sent. */
  String sendText(String text) {
    return CompletableFuture.supplyAsync(() -> sendNow(text)).join();
  }

  /** For programs that are compiled without the API. */
  static void forgetOwner(String owner) {
    Flowguard.forgetOwner(owner);
  }

  private String sendNow(String text) {
    try {
      return leak.send(text);
    } catch (Exception e) {
      return e.toString();
    }
  }
}
