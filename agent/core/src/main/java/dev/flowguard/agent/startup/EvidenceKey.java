package dev.flowguard.agent.startup;

import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.settings.Setting;
import dev.flowguard.agent.settings.Settings;
import dev.flowguard.agent.status.Problems;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The key of the fingerprints in evidence.
 *
 * @param fingerprints that are made with it
 * @param origin where it is from, for people
 */
record EvidenceKey(Fingerprints fingerprints, String origin) {
  private static final int SHORTEST = 16;
  private static final int MAX_BYTES = 4_096;

  /** The key that is set, or a random one where none is, or none that can be used. */
  static EvidenceKey of(Settings settings, Problems problems) {
    String given = settings.get(Setting.EVIDENCE_KEY);
    String file = settings.get(Setting.EVIDENCE_KEY_FILE);
    byte[] key = null;
    if (given != null) {
      key = given.getBytes(StandardCharsets.UTF_8);
    } else if (file != null) {
      key = read(file, problems);
    }
    if (key != null && key.length < SHORTEST) {
      problems.report(
          "evidence.key",
          "the evidence key is shorter than " + SHORTEST + " bytes; a random key is used");
      key = null;
    }
    if (key == null) {
      return new EvidenceKey(Fingerprints.random(), "random per process");
    }
    Setting origin = given != null ? Setting.EVIDENCE_KEY : Setting.EVIDENCE_KEY_FILE;
    return new EvidenceKey(Fingerprints.of(key), origin.key());
  }

  private static byte @Nullable [] read(String name, Problems problems) {
    File file = new File(name);
    if (file.isFile()) {
      try (InputStream in = new FileInputStream(file)) {
        return in.readNBytes(MAX_BYTES);
      } catch (IOException e) {
        // Reported below.
      }
    }
    problems.report(
        "evidence.key",
        "evidence.key.file " + name + " cannot be read as a regular file; a random key is used");
    return null;
  }

  /** The origin only. */
  @Override
  public String toString() {
    return "EvidenceKey[" + origin + "]";
  }
}
