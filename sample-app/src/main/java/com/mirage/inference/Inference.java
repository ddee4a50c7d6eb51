package com.mirage.inference;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.images.ImageGenerateParams;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** The inference server, which speaks the protocol of OpenAI: through OpenAI's SDK. */
@Component
public class Inference {
  private final OpenAIClient chats;
  private final OpenAIClient photos;
  private final RestClient models;
  private final String assistant;

  Inference(
      InferenceProperties properties,
      RestClient.Builder http,
      @Value("classpath:prompts/assistant.txt") Resource assistant)
      throws IOException {
    this.chats = client(properties.url(), properties.key());
    this.photos = client(properties.media(), properties.key());
    this.models = http.baseUrl(properties.media().toString()).build();
    this.assistant = assistant.getContentAsString(StandardCharsets.UTF_8);
  }

  private static OpenAIClient client(URI url, String key) {
    return OpenAIOkHttpClient.builder().baseUrl(url.toString()).apiKey(key).build();
  }

  /** What the assistant says next, word by word as it comes. */
  public void answer(List<ChatMessage> conversation, Consumer<String> words) {
    ChatCompletionCreateParams.Builder request =
        ChatCompletionCreateParams.builder().model("mirage-1").addSystemMessage(assistant);
    for (ChatMessage message : conversation) {
      if (message.role().equals("user")) {
        request.addUserMessage(message.content());
      } else {
        request.addAssistantMessage(message.content());
      }
    }
    try (StreamResponse<ChatCompletionChunk> answer =
        chats.chat().completions().createStreaming(request.build())) {
      answer.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .flatMap(choice -> choice.delta().content().stream())
          .forEach(words);
    }
  }

  /** A photo of what a user describes, as PNG. */
  public byte[] photo(String prompt) {
    ImageGenerateParams request =
        ImageGenerateParams.builder()
            .model("mirage-photo-1")
            .prompt(prompt)
            .responseFormat(ImageGenerateParams.ResponseFormat.B64_JSON)
            .build();
    return photos.images().generate(request).data().stream()
        .flatMap(List::stream)
        .flatMap(image -> image.b64Json().stream())
        .map(Base64.getDecoder()::decode)
        .findFirst()
        .orElseThrow();
  }

  /** The model that was trained with photos of a user: what it has learned of a face. */
  public byte[] model(String user) {
    return Objects.requireNonNull(
        models.get().uri("/models/{user}", user).retrieve().body(byte[].class));
  }
}
