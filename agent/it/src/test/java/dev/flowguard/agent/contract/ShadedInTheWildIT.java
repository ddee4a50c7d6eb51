package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published libraries that carry a client under another name are guarded as they are. */
class ShadedInTheWildIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  @TempDir Path folder;

  @Test
  void theHttpClient5InDockerJavaIsGuarded() throws Exception {
    TestClient dockerJava =
        new TestClient(
            "3.4.2",
            "DockerJavaSender",
            "dockerjava",
            List.of("com.github.docker-java:docker-java-transport-zerodep:3.4.2"));
    RelocatedCopyIT.assertGuarded(
        folder,
        dockerJava.classPath(JDK),
        dockerJava.sender(),
        "apache-httpclient-5 (com.github.dockerjava.zerodep.shaded.org.apache.hc)",
        Sender.Kind.FIXED_STREAM);
  }

  @Test
  void theHttpClient4InUnirestIsGuarded() throws Exception {
    TestClient unirest =
        new TestClient(
            "3.14.5",
            "Unirest3Sender",
            "unirest3",
            List.of("com.konghq:unirest-java:jar:standalone:3.14.5"));
    RelocatedCopyIT.assertGuarded(
        folder,
        unirest.classPath(JDK),
        unirest.sender(),
        "apache-httpclient-4 (unirest.shaded.org.apache.http)",
        Sender.Kind.BYTES);
  }

  @Test
  void theHttpClient5InWireMockIsGuarded() throws Exception {
    assertGuarded(
        new Apache5GateIT().abilities().latest(),
        Map.of("org/apache/hc", "wiremock/org/apache/hc"),
        "org.wiremock:wiremock-standalone:3.13.2",
        "apache-httpclient-5 (wiremock.org.apache.hc)");
  }

  @Test
  void theOkHttpInLaunchDarklyIsGuarded() throws Exception {
    assertGuarded(
        TestClient.OKHTTP_4,
        Map.of(
            "okhttp3", "com/launchdarkly/shaded/okhttp3",
            "okio", "com/launchdarkly/shaded/okio"),
        "com.launchdarkly:launchdarkly-java-server-sdk:7.10.2",
        "okhttp (com.launchdarkly.shaded.okhttp3)");
  }

  /**
   * By the client's own methods under their new names.
   *
   * @param original of the client, against which its sender is compiled
   * @param library that carries the client
   */
  private void assertGuarded(
      TestClient original, Map<String, String> packages, String library, String gate)
      throws Exception {
    List<String> classPath = new ArrayList<>(original.classPath(JDK));
    original.jars().forEach(jar -> classPath.remove(jar.toString()));
    Path program = Path.of(classPath.get(original.folder() == null ? 0 : 2));
    Path sender = folder.resolve("sender.jar");
    Relocated.write(sender, packages, List.of(), program, original.sender());
    classPath.add(0, sender.toString());
    Artifacts.resolve(List.of(library)).forEach(jar -> classPath.add(jar.toString()));
    RelocatedCopyIT.assertGuarded(
        folder, classPath, original.sender(), gate, Sender.Kind.FIXED_STREAM);
  }
}
