package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PresetTest {
  private static PolicyFile.Reading read(String source) {
    String policy =
        """
        policy: p
        processors: { pay: { hosts: [pay.example], text: prose }, openai: { catalogue: openai } }
        categories: { diary: { sources: [%s] }, card: { shapes: [card-number] } }
        rules: [{ id: r, never: [diary], reach: [pay] }, { id: s, never: [card], reach: [openai] }]
        """
            .formatted(source);
    return PolicyFile.read("p.yaml", policy.getBytes(StandardCharsets.UTF_8));
  }

  private static Source.Exchange exchange(String source) {
    PolicyFile.Reading reading = read(source);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.policy()).isNotNull();
    return (Source.Exchange) reading.policy().categories().get("diary").sources().get(0);
  }

  private static String problem(String source) {
    assertThat(read(source).problems()).hasSize(1);
    return read(source).problems().get(0).toString();
  }

  static List<String> names() {
    return Preset.names();
  }

  @Test
  void thereIsOneForEachOfTheseProviders() {
    assertThat(names())
        .containsExactly(
            "anthropic",
            "azure-openai",
            "bedrock",
            "cohere",
            "google-ai",
            "mistral",
            "ollama",
            "openai");
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachSaysWhereItIsAndWhatIsContent(String name) {
    Source.Exchange source = exchange("{ exchange: " + name + " }");

    assertThat(source.declared()).isEqualTo("exchange " + name);
    assertThat(source.services()).isNotEmpty();
    assertThat(source.paths()).isNotEmpty();
    assertThat(source.only()).isNull();
    assertThat(source.selection().fields())
        .contains(MessagePlace.parse("$.messages"))
        .doesNotContain(MessagePlace.parse("$.tools"), MessagePlace.parse("$.system"));
    assertThat(source.selection().except()).contains(MessagePlace.parse("$..role"));
  }

  @ParameterizedTest
  @CsvSource({
    "openai, api.openai.com, 443, /v1/chat/completions, true",
    "openai, eu.api.openai.com, 443, /v1/responses, true",
    "openai, api.openai.com, 443, /v1/responses/resp_1/input_items, true",
    "openai, api.openai.com, 443, /v1/embeddings, true",
    "openai, api.openai.com, 443, /v1/models, false",
    "openai, api.openai.com, 443, /v1/images/generations, false",
    "openai, evilapi.openai.com, 443, /v1/responses, false",
    "openai, api.openai.com.example, 443, /v1/responses, false",
    "azure-openai, acme.openai.azure.com, 443, /openai/deployments/gpt-4o/chat/completions, true",
    "azure-openai, acme.openai.azure.com, 443, /openai/v1/responses, true",
    "azure-openai, acme.services.ai.azure.com, 443, /anthropic/v1/messages, true",
    "azure-openai, acme.blob.core.windows.net, 443, /openai/v1/responses, false",
    "anthropic, api.anthropic.com, 443, /v1/messages, true",
    "anthropic, api.anthropic.com, 443, /v1/messages/count_tokens, true",
    "anthropic, console.anthropic.com, 443, /v1/messages, false",
    "google-ai, generativelanguage.googleapis.com, 443, /v1beta/models/gemini-2.5-pro:generateContent, true",
    "google-ai, generativelanguage.googleapis.com, 443, /v1beta/models/gemini-2.5-pro:streamGenerateContent, true",
    "google-ai, europe-west4-aiplatform.googleapis.com, 443, /v1/projects/p/locations/l/publishers/google/models/m:generateContent, true",
    "google-ai, europe-west4-aiplatform.googleapis.com, 443, /v1/projects/p/locations/l/publishers/anthropic/models/m:streamRawPredict, true",
    "google-ai, generativelanguage.googleapis.com, 443, /v1beta/models, false",
    "google-ai, storage.googleapis.com, 443, /v1beta/models/m:generateContent, false",
    "bedrock, bedrock-runtime.eu-west-1.amazonaws.com, 443, /model/anthropic.claude-3/invoke, true",
    "bedrock, bedrock-runtime.eu-west-1.amazonaws.com, 443, /model/anthropic.claude-3%3A0/converse-stream, true",
    "bedrock, bedrock-runtime.eu-west-1.amazonaws.com, 443, /model/arn%3Aaws%3Abedrock%3A%3A1%3Aprofile%2Fx/converse, true",
    "bedrock, s3.eu-west-1.amazonaws.com, 443, /model/m/invoke, false",
    "mistral, api.mistral.ai, 443, /v1/chat/completions, true",
    "mistral, api.mistral.ai, 443, /v1/conversations, true",
    "ollama, localhost, 11434, /api/chat, true",
    "ollama, 127.0.0.1, 11434, /api/generate, true",
    "ollama, ollama, 11434, /v1/chat/completions, true",
    "ollama, ollama.com, 443, /api/chat, true",
    "ollama, localhost, 8080, /api/chat, false",
    "ollama, localhost, 11434, /api/tags, false",
    "cohere, api.cohere.com, 443, /v2/chat, true",
    "cohere, api.cohere.com, 443, /v1/tokenize, false",
  })
  void eachMeansTheRequestsOfItsVendorThatCarryContent(
      String name, String host, int port, String path, boolean isMeant) {
    Source.Exchange source = exchange("{ exchange: " + name + " }");

    assertThat(source.isHost(host) && source.isPlace(host, port, path)).isEqualTo(isMeant);
  }

  @ParameterizedTest
  @CsvSource({
    "llm.acme.example, 443, /v1/chat/completions, true",
    "llm.acme.example, 443, /gateway/openai/v1/responses, true",
    "localhost, 8000, /v1/chat/completions, true",
    "localhost, 8001, /v1/chat/completions, false",
    "api.openai.com, 443, /v1/chat/completions, false",
  })
  void anotherHostTakesThePlaceOfThoseOfTheVendor(
      String host, int port, String path, boolean isMeant) {
    Source.Exchange source =
        exchange("{ exchange: openai, hosts: [llm.acme.example, \"localhost:8000\"] }");

    assertThat(source.isHost(host) && source.isPlace(host, port, path)).isEqualTo(isMeant);
  }

  @Test
  void fieldsAndDirectionOfThePolicyTakeThePlaceOfThoseOfThePreset() {
    Source.Exchange source =
        exchange("{ exchange: openai, only: request, fields: [\"$.input\"], owner: \"$.user\" }");

    assertThat(source.only()).isEqualTo(Source.Exchange.Direction.REQUEST);
    assertThat(source.selection().fields()).containsExactly(MessagePlace.parse("$.input"));
    assertThat(source.selection().except()).isEmpty();
    assertThat(source.selection().owner()).isEqualTo(MessagePlace.parse("$.user"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ exchange: opnai }|unknown preset 'opnai'. Did you mean 'openai'? Known: anthropic,",
        "{ exchange: stripe }|unknown preset 'stripe'.",
        "{ exchange: localhost }|a path is missing: write localhost/** for all paths",
        "{ exchange: openai, hosts: [] }|'hosts' is empty",
        "{ exchange: openai, hosts: [\"https://a.example\"] }|write the host alone",
        "{ exchange: openai, hosts: [\"*.com\"] }|anybody registers names",
        "{ exchange: \"a.example/v1\", hosts: [b.example] }|'hosts' is for a preset",
        "{ http-in: /a, hosts: [b.example] }|'hosts' does nothing for a source of kind http-in",
      })
  void refusesWhatMeansNothing(String source, String why) {
    assertThat(problem(source)).contains(why);
  }

  @Test
  void refusesAPresetOfAProcessorThatMustNotGetTheCategory() {
    String policy =
        """
        policy: p
        processors: { openai: { catalogue: openai } }
        categories: { diary: { sources: [{ exchange: openai }] } }
        rules: [{ id: r, never: [diary], reach: [openai] }]
        """;

    assertThat(PolicyFile.read("p.yaml", policy.getBytes(StandardCharsets.UTF_8)).problems())
        .singleElement()
        .asString()
        .contains("this host belongs to processor 'openai', to which rule 'r' forbids 'diary'");
  }

  @ParameterizedTest
  @CsvSource({
    "$.messages[?@.role=='user'].content, true",
    "'$.messages[?@.role == \"user\"]', true",
    "$..role, true",
    "$.messages..text, true",
    "$.messages[?@.role=='user'], true",
    "$.messages[?@.role!='user'], false",
    "$.messages[?@.role==user], false",
    "$.messages[?@.=='user'], false",
    "$.messages[?@.a.b=='user'], false",
    "$.messages[?@.role=='user', false",
    "$..messages[?@.role=='user'], false",
    "$..a..b, false",
    "$.., false",
  })
  void placesHaveConditionsAndAnyDepth(String place, boolean isPlace) {
    assertThat(MessagePlace.parse(place) != null).isEqualTo(isPlace);
  }
}
