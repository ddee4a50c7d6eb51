package dev.flowguard.agent.contract;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;

/** The SDK of OpenAI: chat completions, and streams of responses. */
final class OpenAiSdk implements AiSdk {
  private static OpenAIClient client(String url) {
    return OpenAIOkHttpClient.builder().apiKey("k").baseUrl(url + "/v1").build();
  }

  @Override
  public String ask(String url, List<String> said) {
    ChatCompletionCreateParams.Builder request =
        ChatCompletionCreateParams.builder().model("gpt-4o").addDeveloperMessage(SYSTEM);
    for (int i = 0; i < said.size(); i++) {
      if (i % 2 == 0) {
        request.addUserMessage(said.get(i));
      } else {
        request.addAssistantMessage(said.get(i));
      }
    }
    return client(url)
        .chat()
        .completions()
        .create(request.build())
        .choices()
        .get(0)
        .message()
        .content()
        .orElseThrow();
  }

  @Override
  public List<String> stream(String url, List<String> said) {
    List<ResponseInputItem> input = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      input.add(
          ResponseInputItem.ofEasyInputMessage(
              EasyInputMessage.builder()
                  .role(i % 2 == 0 ? EasyInputMessage.Role.USER : EasyInputMessage.Role.ASSISTANT)
                  .content(said.get(i))
                  .build()));
    }
    ResponseCreateParams request =
        ResponseCreateParams.builder()
            .model("gpt-4o")
            .instructions(SYSTEM)
            .inputOfResponse(input)
            .build();
    List<String> pieces = new ArrayList<>();
    try (StreamResponse<ResponseStreamEvent> events =
        client(url).responses().createStreaming(request)) {
      events.stream()
          .forEach(event -> event.outputTextDelta().ifPresent(delta -> pieces.add(delta.delta())));
    }
    return pieces;
  }
}
