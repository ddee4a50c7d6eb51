package dev.flowguard.agent.contract;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.mistralai.MistralAiChatModel;
import dev.langchain4j.model.mistralai.MistralAiStreamingChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** LangChain4j on the HTTP client of the JDK, with Mistral. */
final class LangChainMistral implements AiSdk {
  private static List<ChatMessage> messages(List<String> said) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(SYSTEM));
    for (int i = 0; i < said.size(); i++) {
      messages.add(i % 2 == 0 ? UserMessage.from(said.get(i)) : AiMessage.from(said.get(i)));
    }
    return messages;
  }

  @Override
  public String ask(String url, List<String> said) {
    return MistralAiChatModel.builder()
        .baseUrl(url + "/v1")
        .apiKey("k")
        .modelName("m")
        .build()
        .chat(messages(said))
        .aiMessage()
        .text();
  }

  @Override
  public List<String> stream(String url, List<String> said) throws Exception {
    List<String> pieces = new ArrayList<>();
    CompletableFuture<ChatResponse> complete = new CompletableFuture<>();
    MistralAiStreamingChatModel.builder()
        .baseUrl(url + "/v1")
        .apiKey("k")
        .modelName("m")
        .build()
        .chat(
            messages(said),
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String piece) {
                pieces.add(piece);
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                complete.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                complete.completeExceptionally(error);
              }
            });
    complete.get();
    return pieces;
  }
}
