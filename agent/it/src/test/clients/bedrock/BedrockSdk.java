package dev.flowguard.agent.contract;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** The AWS SDK on HttpURLConnection, whose client is blocking: no streams, but two forms. */
final class BedrockSdk implements AiSdk {
  private static BedrockRuntimeClient client(String url) {
    return BedrockRuntimeClient.builder()
        .endpointOverride(URI.create(url))
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  @Override
  public String ask(String url, List<String> said) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      messages.add(
          Message.builder()
              .role(i % 2 == 0 ? "user" : "assistant")
              .content(ContentBlock.fromText(said.get(i)))
              .build());
    }
    return client(url)
        .converse(
            request ->
                request
                    .modelId("anthropic.claude-3-haiku-20240307-v1:0")
                    .system(SystemContentBlock.fromText(SYSTEM))
                    .messages(messages))
        .output()
        .message()
        .content()
        .get(0)
        .text();
  }

  /** In the form of the model, and all at once. */
  @Override
  public List<String> stream(String url, List<String> said) {
    StringBuilder body = new StringBuilder("{\"system\":\"" + SYSTEM + "\",\"messages\":[");
    for (int i = 0; i < said.size(); i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i % 2 == 0 ? "user" : "assistant")
          .append("\",\"content\":\"")
          .append(said.get(i))
          .append("\"}");
    }
    String answer =
        client(url)
            .invokeModel(
                request ->
                    request
                        .modelId("anthropic.claude-3-haiku-20240307-v1:0")
                        .contentType("application/json")
                        .body(SdkBytes.fromUtf8String(body + "]}")))
            .body()
            .asUtf8String();
    int start = answer.indexOf("\"text\":\"") + 8;
    return List.of(answer.substring(start, answer.indexOf('"', start)));
  }
}
