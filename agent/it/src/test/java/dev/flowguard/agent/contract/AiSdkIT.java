package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SDKs of AI providers with the preset of each: what is said is known, and the SDK sends and gets
 * what it would without the agent. All hosts are this machine.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("sdks")
class AiSdkIT {
  private static final String POLICY =
      """
      policy: sdk
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chats: { sources: [%s] } }
      rules: [{ id: no-chats, never: [chats], reach: [target, undeclared] }]
      """;

  private static final String STOPPED =
      " / prompt BlockedRequestException, answer BlockedRequestException, system 200";

  private static final String SENT = " / prompt 200, answer 200, system 200";
  private static final int WORDS = 40;

  /** An SDK, the preset of its provider, and the host that it connects to. */
  record Sdk(TestClient client, String source, String host) {
    @Override
    public String toString() {
      return client.sender() + ", " + client.version();
    }
  }

  @Parameter Sdk sdk;
  @TempDir Path folder;
  private final Random random = new Random(23);

  static Stream<Sdk> sdks() {
    return Stream.of(
        sdk("OpenAiSdk", "openai", "openai", "api.openai.com", "com.openai:openai-java:4.6.1"),
        sdk(
            "AnthropicSdk",
            "anthropic",
            "anthropic",
            "api.anthropic.com",
            "com.anthropic:anthropic-java:2.11.1"),
        sdk(
            "LangChainOpenAi",
            "langchain-openai",
            "openai, hosts: [llm.acme.test]",
            "llm.acme.test",
            "dev.langchain4j:langchain4j-open-ai:1.19.0"),
        sdk(
            "LangChainOllama",
            "langchain-ollama",
            "ollama, hosts: [ollama.acme.test]",
            "ollama.acme.test",
            "dev.langchain4j:langchain4j-ollama:1.18.1"),
        sdk(
            "SpringAiOpenAi",
            "spring-ai",
            "openai",
            "eu.api.openai.com",
            "org.springframework.ai:spring-ai-openai:1.1.2"),
        sdk(
            "BedrockSdk",
            "bedrock",
            "bedrock",
            "bedrock-runtime.eu-west-1.amazonaws.com",
            "software.amazon.awssdk:bedrockruntime:2.57.8",
            "software.amazon.awssdk:url-connection-client:2.57.8"),
        sdk(
            "AzureOpenAiSdk",
            "azure-openai",
            "azure-openai",
            "acme.openai.azure.com",
            "com.openai:openai-java:4.6.1"),
        sdk(
            "GoogleGenAi",
            "google-genai",
            "google-ai",
            "generativelanguage.googleapis.com",
            "com.google.genai:google-genai:2.3.0"),
        sdk(
            "LangChainMistral",
            "langchain-mistral",
            "mistral",
            "api.mistral.ai",
            "dev.langchain4j:langchain4j-mistral-ai:1.18.1"),
        sdk("CohereSdk", "cohere", "cohere", "api.cohere.com", "com.cohere:cohere-java:1.9.3"));
  }

  private static Sdk sdk(
      String name, String folder, String preset, String host, String... artifacts) {
    String version = artifacts[0].substring(artifacts[0].lastIndexOf(':') + 1);
    return new Sdk(
        new TestClient(version, name, folder, List.of(artifacts)),
        "{ exchange: " + preset + " }",
        host);
  }

  @Test
  void whatIsSaidIsKnownAndTheSdkTalksOn() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY.formatted(sdk.source()));
    Files.writeString(
        folder.resolve("hosts"), "127.0.0.1 localhost\n127.0.0.1 " + sdk.host() + "\n");
    try (ModelServer model = new ModelServer();
        RawServer processor = new RawServer(null);
        Application guarded = new Application("-javaagent:" + Cli.JAR + "=policy=policy.yaml");
        Application plain = new Application("-Dwithout=agent")) {
      for (String how : List.of("stream", "ask", "stream")) {
        model.says(words());
        String command =
            how
                + " http://"
                + sdk.host()
                + ":"
                + model.port()
                + " "
                + processor.url("localhost", "/leak")
                + " "
                + words();

        String expected = plain.run(command);
        String sent = model.takeRequest();
        assertThat(expected).as("without the agent: %s", plain.errors()).endsWith(SENT);

        assertThat(guarded.run(command))
            .as("%s: %s", how, guarded.errors())
            .isEqualTo(expected.replace(SENT, STOPPED));
        assertThat(model.takeRequest()).isEqualTo(sent).contains(AiSdk.SYSTEM);
      }
      assertThat(guarded.errors()).doesNotContain("tap of");
    }
  }

  private String words() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      for (int j = 3 + random.nextInt(6); j > 0; j--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(i == WORDS - 1 ? "" : " ");
    }
    return text.toString();
  }

  /** A JVM with {@link AiSdkProgram}. */
  private final class Application implements AutoCloseable {
    private final Path errors;
    private final Process process;
    private final BufferedReader from;

    Application(String option) throws IOException {
      Path jdk = Jdks.all().get(0);
      errors = Files.createTempFile(folder, "stderr", ".log");
      List<String> command = new ArrayList<>();
      command.add(jdk.resolve("bin/java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", option));
      command.add(ForkedJvm.temporaryFiles(folder));
      command.add("-Djdk.net.hosts.file=" + folder.resolve("hosts"));
      command.addAll(List.of("-cp", String.join(":", sdk.client().classPath(jdk))));
      command.addAll(List.of(AiSdkProgram.class.getName(), sdk.client().sender()));
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(errors.toFile())
              .start();
      from = new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    String run(String command) throws IOException {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      String result = from.readLine();
      assertThat(result).as(errors()).isNotNull();
      return result;
    }

    String errors() throws IOException {
      return Files.readString(errors);
    }

    @Override
    public void close() throws Exception {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
