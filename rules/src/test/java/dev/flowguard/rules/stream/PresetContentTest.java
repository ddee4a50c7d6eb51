package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.capture.BodyReader;
import dev.flowguard.rules.capture.StreamReader;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.policy.Selection;
import dev.flowguard.rules.policy.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What presets take of the messages of their vendors: what users and models write, nothing else.
 */
class PresetContentTest {
  private static final int SHORTEST_TEXT = 16;
  private static final int MOST = 1 << 20;
  private static final String HIVES = "My neighbour keeps three hives behind the old mill";
  private static final String PEARS = "She asked for two crates of pears on Friday";
  private static final String RAIN = "It has been raining since the funeral";

  private static Selection preset(String name) {
    String policy =
        """
        policy: p
        processors: { pay: { hosts: [pay.example] } }
        categories: { chats: { sources: [{ exchange: %s }] } }
        rules: [{ id: r, never: [chats], reach: [pay] }]
        """
            .formatted(name);
    Policy read =
        Objects.requireNonNull(
            PolicyFile.read("p.yaml", policy.getBytes(StandardCharsets.UTF_8)).policy());
    return ((Source.Exchange) read.categories().get("chats").sources().get(0)).selection();
  }

  private static List<String> taken(BodyReader body, String preset) {
    return body.take(preset(preset)).stream()
        .map(leaf -> leaf instanceof Leaf.Text text ? text.value() : leaf.size() + " bytes")
        .filter(text -> text.length() >= SHORTEST_TEXT || text.endsWith(" bytes"))
        .distinct()
        .toList();
  }

  private static List<String> ofJson(String preset, String json) {
    return taken(
        BodyReader.open(json.getBytes(StandardCharsets.UTF_8), "application/json", null), preset);
  }

  static Stream<Arguments> streams() {
    return Stream.of(
        stream("openai-chat", "openai", Provider.GREENHOUSE, Provider.HIVES),
        stream("openai-chat", "azure-openai", Provider.GREENHOUSE, Provider.HIVES),
        stream("openai-chat", "mistral", Provider.GREENHOUSE, Provider.HIVES),
        stream("openai-chat", "ollama", Provider.GREENHOUSE, Provider.HIVES),
        stream("openai-chat-tools", "openai", "two crates of pears", "a jar of plum jam"),
        stream("openai-chat-reasoning", "openai", Provider.REASON, Provider.GREENHOUSE),
        stream("openai-responses", "openai", Provider.REASON, Provider.GREENHOUSE),
        stream("openai-responses", "ollama", Provider.REASON, Provider.GREENHOUSE),
        stream("anthropic", "anthropic", Provider.REASON, Provider.HIVES),
        stream("anthropic", "google-ai", Provider.REASON, Provider.HIVES),
        stream("gemini", "google-ai", Provider.HIVES),
        stream("gemini array", "google-ai", Provider.HIVES),
        stream("cohere-v2", "cohere", Provider.GREENHOUSE),
        stream("ollama", "ollama", Provider.HIVES),
        stream("bedrock converse", "bedrock", Provider.HIVES),
        stream("bedrock invoke", "bedrock", Provider.HIVES));
  }

  private static Arguments stream(String provider, String preset, String... texts) {
    return Arguments.of(provider, preset, List.of(texts));
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("streams")
  void takeTheTextsOfStreamsAndNoLabels(String provider, String preset, List<String> texts) {
    Provider sent =
        Provider.all().stream()
            .filter(each -> each.name().equals(provider))
            .findFirst()
            .orElseThrow();
    StreamReader reader = new StreamReader(sent.contentType(), null, MOST);
    reader.add(sent.stream(), 0, sent.stream().length);

    List<String> taken = taken(reader.read(true), preset);

    for (String text : texts) {
      assertThat(taken).anyMatch(each -> each.contains(text.substring(0, text.length() - 2)));
    }
    List<String> written =
        List.of(Provider.GREENHOUSE, Provider.HIVES, Provider.REASON, Provider.PEARS, Provider.JAM);
    assertThat(taken).allMatch(each -> written.stream().anyMatch(text -> text.contains(each)));
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        message(
            "openai",
            """
            {"model":"gpt-4o-mini-2024-07-18-with-a-long-name","messages":[
            {"content":"You are the assistant of the Acme nursery and never rude","role":"system"},
            {"role":"developer","content":[{"type":"text","text":"Answer in at most three sentences, please"}]},
            {"role":"user","content":"HIVES"},
            {"role":"assistant","tool_calls":[{"id":"call_abcdefghijklmnopqrstuvwx","type":"function",
            "function":{"name":"find_customers_by_address","arguments":"{\\"note\\":\\"PEARS\\"}"}}]},
            {"role":"tool","tool_call_id":"call_abcdefghijklmnopqrstuvwx","content":"RAIN"}],
            "tools":[{"type":"function","function":{"name":"find_customers_by_address",
            "description":"Finds the customers of the nursery by their address",
            "parameters":{"type":"object","properties":{"note":{"description":"What the customer has written"}}}}}],
            "user":"user-abcdefghijklmnopqrstuv"}
            """,
            HIVES,
            "{\"note\":\"" + PEARS + "\"}",
            PEARS,
            RAIN),
        message(
            "openai",
            """
            {"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWx","object":"chat.completion","model":"gpt-4o",
            "choices":[{"index":0,"message":{"role":"assistant","content":"HIVES","refusal":null},
            "logprobs":{"content":[{"token":"neighbourhoodwatching"}]}}],
            "system_fingerprint":"fp_abcdefghijklmnopqrst"}
            """,
            HIVES),
        message(
            "openai",
            """
            {"model":"gpt-4o","instructions":"You are the assistant of the Acme nursery and never rude",
            "input":[{"role":"developer","content":"Answer in at most three sentences, please"},
            {"role":"user","content":[{"type":"input_text","text":"HIVES"}]},
            {"type":"reasoning","id":"rs_abcdefghijklmnopqrstuvwx","encrypted_content":"gAAAAABabcdefghijklmnopqrstuvw",
            "summary":[{"type":"summary_text","text":"RAIN"}]},
            {"type":"function_call_output","call_id":"call_abcdefghijklmnopqrstuv","output":"PEARS"}],
            "text":{"format":{"type":"json_schema","name":"an_answer_of_the_nursery",
            "schema":{"description":"What the nursery answers to a customer"}}},
            "previous_response_id":"resp_abcdefghijklmnopqrstuv"}
            """,
            HIVES,
            RAIN,
            PEARS),
        message("openai", "{\"model\":\"m\",\"input\":[\"HIVES\",\"PEARS\"]}", HIVES, PEARS),
        message(
            "openai",
            """
            {"id":"resp_abcdefghijklmnopqrstuv","instructions":"You are the assistant of the Acme nursery",
            "output":[{"id":"msg_abcdefghijklmnopqrstuv","type":"message","role":"assistant",
            "content":[{"type":"output_text","text":"HIVES","annotations":[]}]}]}
            """,
            HIVES),
        message(
            "anthropic",
            """
            {"system":[{"type":"text","text":"You are the assistant of the Acme nursery and never rude"}],
            "messages":[{"role":"user","content":"HIVES"},
            {"role":"assistant","content":[
            {"type":"thinking","thinking":"RAIN","signature":"EuYBCkQYAiJAabcdefghijklmnopq"},
            {"type":"redacted_thinking","data":"EuYBCkQYAiJAabcdefghijklmnopqrs"},
            {"type":"tool_use","id":"toolu_abcdefghijklmnopqrstuv","name":"find_customers_by_address","input":{"note":"PEARS"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_abcdefghijklmnopqrstuv",
            "content":[{"type":"text","text":"RAIN"}]}]}],
            "tools":[{"name":"find_customers_by_address","description":"Finds the customers of the nursery",
            "input_schema":{"type":"object"}}],
            "metadata":{"user_id":"user_abcdefghijklmnopqrstuv"},"model":"claude-sonnet-4-20250514-abcdefgh"}
            """,
            HIVES,
            RAIN,
            PEARS),
        message(
            "anthropic",
            """
            {"id":"msg_abcdefghijklmnopqrstuv","model":"claude-sonnet-4-20250514-abcdefgh","role":"assistant",
            "content":[{"type":"text","text":"HIVES"}],"stop_reason":"model_context_window_exceeded"}
            """,
            HIVES),
        message(
            "google-ai",
            """
            {"systemInstruction":{"parts":[{"text":"You are the assistant of the Acme nursery"}]},
            "contents":[{"role":"user","parts":[{"text":"HIVES"}]},
            {"role":"model","parts":[{"functionCall":{"name":"find_customers_by_address","args":{"note":"PEARS"}},
            "thoughtSignature":"EuYBCkQYAiJAabcdefghijklmnopq"}]}],
            "tools":[{"functionDeclarations":[{"name":"find_customers_by_address","description":"Finds the customers of the nursery"}]}]}
            """,
            HIVES,
            PEARS),
        message(
            "google-ai",
            """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"HIVES"}]},"finishReason":"STOP",
            "groundingMetadata":{"searchEntryPoint":{"renderedContent":"a box of the vendor to be shown"}}}],
            "modelVersion":"gemini-2.5-flash-preview-native","responseId":"abcdefghijklmnopqrstuv"}
            """,
            HIVES),
        message(
            "bedrock",
            """
            {"system":[{"text":"You are the assistant of the Acme nursery"}],
            "messages":[{"role":"user","content":[{"text":"HIVES"}]},
            {"role":"assistant","content":[{"toolUse":{"toolUseId":"tooluse_abcdefghijklmnopqrst","name":"find_customers_by_address",
            "input":{"note":"PEARS"}}}]}],
            "toolConfig":{"tools":[{"toolSpec":{"name":"find_customers_by_address","description":"Finds the customers of the nursery"}}]}}
            """,
            HIVES,
            PEARS),
        message(
            "bedrock",
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"HIVES\"}]}},"
                + "\"stopReason\":\"guardrail_intervened_because\"}",
            HIVES),
        message("bedrock", "{\"inputText\":\"HIVES\",\"textGenerationConfig\":{}}", HIVES),
        message(
            "bedrock",
            "{\"results\":[{\"outputText\":\"HIVES\",\"completionReason\":\"FINISHED_BY_THE_MODEL\"}]}",
            HIVES),
        message(
            "mistral",
            "{\"inputs\":[{\"role\":\"user\",\"content\":\"HIVES\",\"type\":\"message.input.of.somebody\"}],"
                + "\"instructions\":\"You are the assistant of the Acme nursery\"}",
            HIVES),
        message(
            "mistral",
            "{\"conversation_id\":\"conv_abcdefghijklmnopqrstuv\",\"outputs\":[{\"content\":\"HIVES\","
                + "\"id\":\"msg_abcdefghijklmnopqrstuv\",\"model\":\"mistral-medium-latest-abcdefg\"}]}",
            HIVES),
        message(
            "ollama",
            "{\"model\":\"m\",\"system\":\"You are the assistant of the Acme nursery\",\"prompt\":\"HIVES\","
                + "\"template\":\"{{ .System }} and then {{ .Prompt }}\"}",
            HIVES),
        message("ollama", "{\"model\":\"m\",\"response\":\"HIVES\",\"done\":true}", HIVES),
        message(
            "cohere",
            """
            {"preamble":"You are the assistant of the Acme nursery","message":"HIVES",
            "chat_history":[{"role":"SYSTEM","message":"Answer in at most three sentences"},{"role":"USER","message":"PEARS"}],
            "documents":[{"id":"doc_abcdefghijklmnopqrstuv","data":{"text":"RAIN"}}]}
            """,
            HIVES,
            PEARS,
            RAIN),
        message(
            "cohere",
            """
            {"id":"c14c80c3-18eb-4519-9460-6c92edd8cfb4","message":{"role":"assistant","tool_plan":"RAIN",
            "content":[{"type":"text","text":"HIVES"}]}}
            """,
            RAIN,
            HIVES));
  }

  private static Arguments message(String preset, String json, String... taken) {
    String text = json.replace("HIVES", HIVES).replace("PEARS", PEARS).replace("RAIN", RAIN);
    return Arguments.of(preset, text, List.of(taken));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("messages")
  void takeWhatUsersAndModelsWriteAndNothingElse(String preset, String json, List<String> taken) {
    assertThat(ofJson(preset, json)).containsExactlyInAnyOrderElementsOf(taken);
  }

  @Test
  void takePicturesOfAPrompt() {
    String png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    assertThat(
            ofJson(
                "openai",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                    + "{\"url\":\"data:image/png;base64,"
                    + png
                    + "\"}}]}]}"))
        .isNotEmpty();
  }

  @Test
  void takeWhatAUserWroteAlthoughItSaysThatItIsOfTheSystem() {
    assertThat(
            ofJson(
                "openai",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"{\\\"messages\\\":[{\\\"role\\\":"
                    + "\\\"system\\\",\\\"content\\\":\\\""
                    + HIVES
                    + "\\\"}]}\"}]}"))
        .anyMatch(text -> text.contains(HIVES));
  }
}
