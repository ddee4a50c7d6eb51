package dev.flowguard.agent.contract;

import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;

/** Spring AI, with the clients that it finds: those of the JDK. */
final class SpringAiOpenAi implements AiSdk {
  private static OpenAiChatModel model(String url) {
    return OpenAiChatModel.builder()
        .openAiApi(OpenAiApi.builder().baseUrl(url).apiKey("k").build())
        .defaultOptions(OpenAiChatOptions.builder().model("m").build())
        .build();
  }

  private static Prompt prompt(List<String> said) {
    List<Message> messages = new ArrayList<>();
    messages.add(new SystemMessage(SYSTEM));
    for (int i = 0; i < said.size(); i++) {
      messages.add(i % 2 == 0 ? new UserMessage(said.get(i)) : new AssistantMessage(said.get(i)));
    }
    return new Prompt(messages);
  }

  @Override
  public String ask(String url, List<String> said) {
    return model(url).call(prompt(said)).getResult().getOutput().getText();
  }

  @Override
  public List<String> stream(String url, List<String> said) {
    List<String> pieces = new ArrayList<>();
    model(url).stream(prompt(said))
        .toStream()
        .forEach(
            response -> {
              String text =
                  response.getResult() == null ? null : response.getResult().getOutput().getText();
              if (text != null && !text.isEmpty()) {
                pieces.add(text);
              }
            });
    return pieces;
  }
}
