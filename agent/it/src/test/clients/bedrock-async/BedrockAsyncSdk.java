package dev.flowguard.agent.contract;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** The AWS SDK on Netty: streams of frames. */
final class BedrockAsyncSdk implements AiSdk {
  private static final String MODEL = "anthropic.claude-3-haiku-20240307-v1:0";

  private static BedrockRuntimeAsyncClient client(String url) {
    return BedrockRuntimeAsyncClient.builder()
        .endpointOverride(URI.create(url))
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .build();
  }

  private static List<Message> messages(List<String> said) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      messages.add(
          Message.builder()
              .role(i % 2 == 0 ? "user" : "assistant")
              .content(ContentBlock.fromText(said.get(i)))
              .build());
    }
    return messages;
  }

  @Override
  public String ask(String url, List<String> said) {
    return client(url)
        .converse(
            request ->
                request
                    .modelId(MODEL)
                    .system(SystemContentBlock.fromText(SYSTEM))
                    .messages(messages(said)))
        .join()
        .output()
        .message()
        .content()
        .get(0)
        .text();
  }

  @Override
  public List<String> stream(String url, List<String> said) {
    List<String> pieces = Collections.synchronizedList(new ArrayList<>());
    ConverseStreamResponseHandler handler =
        ConverseStreamResponseHandler.builder()
            .subscriber(
                ConverseStreamResponseHandler.Visitor.builder()
                    .onContentBlockDelta(event -> pieces.add(event.delta().text()))
                    .build())
            .build();
    client(url)
        .converseStream(
            request ->
                request
                    .modelId(MODEL)
                    .system(SystemContentBlock.fromText(SYSTEM))
                    .messages(messages(said)),
            handler)
        .join();
    return pieces;
  }
}
