package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * One version of a client, and the program that sends with it.
 *
 * @param version for people; the first word is the version of the client itself
 * @param sender simple class name of the {@link Sender}
 * @param folder below {@code src/test/clients}, whose sources are compiled against just this
 *     version; null for a sender that is compiled with the tests
 * @param artifacts Maven coordinates, {@code group:artifact[:extension[:classifier]]:version}; what
 *     they need comes with them. None for clients of the JDK
 */
record TestClient(String version, String sender, String folder, List<String> artifacts) {
  static final TestClient URL_CONNECTION = ofJdk("UrlConnectionSender");
  static final TestClient JDK_HTTP = ofJdk("JdkHttpSender");
  static final TestClient OKHTTP_3_4 = okHttp("com.squareup.okhttp3:okhttp:", "3.4.2");
  static final TestClient OKHTTP_3_12 = okHttp("com.squareup.okhttp3:okhttp:", "3.12.13");
  static final TestClient OKHTTP_3 = okHttp("com.squareup.okhttp3:okhttp:", "3.14.9");
  static final TestClient OKHTTP_4 = okHttp("com.squareup.okhttp3:okhttp:", "4.12.0");
  static final TestClient OKHTTP_5 = okHttp("com.squareup.okhttp3:okhttp-jvm:", "5.5.1");

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();

  TestClient {
    artifacts = List.copyOf(artifacts);
  }

  private static TestClient ofJdk(String sender) {
    return new TestClient("of the JDK", sender, null, List.of());
  }

  private static TestClient okHttp(String artifact, String version) {
    return new TestClient(version, "OkHttpSender", null, List.of(artifact + version));
  }

  /**
   * The same client in several versions, of one artifact.
   *
   * @param artifact {@code group:name}
   */
  static List<TestClient> versions(
      String sender, String folder, String artifact, String... versions) {
    return Stream.of(versions)
        .map(version -> new TestClient(version, sender, folder, List.of(artifact + ":" + version)))
        .toList();
  }

  /** The same client in the hands of another sender. */
  TestClient by(String otherSender) {
    return new TestClient(version, otherSender, folder, artifacts);
  }

  /** Its jars and those that they need. */
  List<Path> jars() {
    return Artifacts.resolve(artifacts);
  }

  /** The tests, the API, the sender and the client, for a JVM of this JDK. */
  List<String> classPath(Path jdk) {
    List<String> classPath = new ArrayList<>();
    classPath.add(TARGET.resolve("test-classes").toString());
    classPath.add(TARGET.resolve("clients").resolve("api") + "/*");
    List<String> jars = jars().stream().map(Path::toString).toList();
    if (folder != null) {
      classPath.add(
          COMPILED
              .computeIfAbsent(
                  folder + "/" + this + "/" + jdk,
                  key -> CompiledSources.of(jdk, Path.of("src", "test", "clients", folder), jars))
              .toString());
    }
    classPath.addAll(jars);
    return classPath;
  }

  @Override
  public String toString() {
    return artifacts.isEmpty() ? version : version + " " + artifacts;
  }
}
