package dev.flowguard.agent.contract;

import com.cohere.api.Cohere;
import com.cohere.api.resources.v2.V2Client;
import com.cohere.api.resources.v2.requests.V2ChatRequest;
import com.cohere.api.resources.v2.requests.V2ChatStreamRequest;
import com.cohere.api.types.AssistantMessage;
import com.cohere.api.types.AssistantMessageV2Content;
import com.cohere.api.types.ChatMessageV2;
import com.cohere.api.types.SystemMessageV2;
import com.cohere.api.types.SystemMessageV2Content;
import com.cohere.api.types.UserMessageV2;
import com.cohere.api.types.UserMessageV2Content;
import java.util.ArrayList;
import java.util.List;

/** The SDK of Cohere. */
final class CohereSdk implements AiSdk {
  private static V2Client client(String url) {
    return Cohere.builder().token("k").clientName("test").url(url).build().v2();
  }

  private static List<ChatMessageV2> messages(List<String> said) {
    List<ChatMessageV2> messages = new ArrayList<>();
    messages.add(
        ChatMessageV2.system(
            SystemMessageV2.builder().content(SystemMessageV2Content.of(SYSTEM)).build()));
    for (int i = 0; i < said.size(); i++) {
      messages.add(
          i % 2 == 0
              ? ChatMessageV2.user(
                  UserMessageV2.builder().content(UserMessageV2Content.of(said.get(i))).build())
              : ChatMessageV2.assistant(
                  AssistantMessage.builder()
                      .content(AssistantMessageV2Content.of(said.get(i)))
                      .build()));
    }
    return messages;
  }

  @Override
  public String ask(String url, List<String> said) {
    return client(url)
        .chat(V2ChatRequest.builder().model("command-m").messages(messages(said)).build())
        .getMessage()
        .getContent()
        .orElseThrow()
        .get(0)
        .getText()
        .orElseThrow()
        .getText();
  }

  @Override
  public List<String> stream(String url, List<String> said) {
    List<String> pieces = new ArrayList<>();
    client(url)
        .chatStream(
            V2ChatStreamRequest.builder().model("command-m").messages(messages(said)).build())
        .forEach(
            event ->
                event
                    .getContentDelta()
                    .flatMap(delta -> delta.getDelta())
                    .flatMap(delta -> delta.getMessage())
                    .flatMap(message -> message.getContent())
                    .flatMap(content -> content.getText())
                    .ifPresent(pieces::add));
    return pieces;
  }
}
