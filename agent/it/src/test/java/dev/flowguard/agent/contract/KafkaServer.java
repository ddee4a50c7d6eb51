package dev.flowguard.agent.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker of Kafka in a JVM of its own, with records that nobody else has seen.
 *
 * @param texts file with the texts in them
 */
record KafkaServer(RunningProgram program, String address, Path texts) implements AutoCloseable {
  private static final List<String> ARTIFACTS = List.of("org.apache.kafka:kafka_2.13:4.3.1");

  static KafkaServer start(Path folder) throws IOException {
    List<String> jars = Artifacts.resolve(ARTIFACTS).stream().map(Path::toString).toList();
    Path sources = Path.of("src/test/servers/kafka");
    List<String> classPath = new ArrayList<>(jars);
    classPath.add(CompiledSources.of(Jdks.all().get(0), sources, jars).toString());
    int port = freePort();
    RunningProgram program =
        RunningProgram.start(
            folder,
            List.of("-Xmx512m"),
            classPath,
            "dev.flowguard.agent.contract.KafkaBroker",
            Integer.toString(port),
            Integer.toString(freePort()));
    List<String> lines = new ArrayList<>();
    program.outcomes().forEach((name, text) -> lines.add(name + ": " + text));
    Path texts = Files.write(folder.resolve("texts"), lines);
    return new KafkaServer(program, "127.0.0.1:" + port, texts);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    program.close();
  }
}
