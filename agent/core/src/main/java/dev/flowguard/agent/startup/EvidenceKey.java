package dev.flowguard.agent.startup;

import dev.flowguard.agent.settings.Setting;
import dev.flowguard.agent.settings.Settings;
import dev.flowguard.agent.status.Problems;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The key of the fingerprints in evidence.
 *
 * @param bytes never shown
 * @param origin where it is from, for people
 */
record EvidenceKey(byte[] bytes, String origin) {
  private static final int RANDOM_BYTES = 32;
  private static final int SHORTEST = 16;
  private static final int MAX_BYTES = 4_096;

  /** The key that is set, or a random one where none is, or none that can be used. */
  static EvidenceKey of(Settings settings, Problems problems) {
    String given = settings.get(Setting.EVIDENCE_KEY);
    String file = settings.get(Setting.EVIDENCE_KEY_FILE);
    EvidenceKey key = null;
    if (given != null) {
      key = new EvidenceKey(given.getBytes(StandardCharsets.UTF_8), Setting.EVIDENCE_KEY.key());
    } else if (file != null) {
      key = read(file, problems);
    }
    if (key != null && key.bytes.length < SHORTEST) {
      problems.report(
          "evidence.key",
          "the evidence key is shorter than " + SHORTEST + " bytes; a random key is used");
      key = null;
    }
    return key == null ? random() : key;
  }

  private static @Nullable EvidenceKey read(String name, Problems problems) {
    File file = new File(name);
    if (file.isFile()) {
      try (InputStream in = new FileInputStream(file)) {
        return new EvidenceKey(in.readNBytes(MAX_BYTES), Setting.EVIDENCE_KEY_FILE.key());
      } catch (IOException e) {
        // Reported below.
      }
    }
    problems.report(
        "evidence.key",
        "evidence.key.file " + name + " cannot be read as a regular file; a random key is used");
    return null;
  }

  private static EvidenceKey random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new EvidenceKey(bytes, "random per process");
  }

  /** The origin only. */
  @Override
  public String toString() {
    return "EvidenceKey[" + origin + "]";
  }
}
