package dev.flowguard.agent.contract;

import com.openai.azure.AzureOpenAIServiceVersion;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.ArrayList;
import java.util.List;

/** The SDK of OpenAI with a deployment on Azure. */
final class AzureOpenAiSdk implements AiSdk {
  private static OpenAIClient client(String url) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(url)
        .credential(AzureApiKeyCredential.create("k"))
        .azureServiceVersion(AzureOpenAIServiceVersion.latestStableVersion())
        .build();
  }

  private static ChatCompletionCreateParams request(List<String> said) {
    ChatCompletionCreateParams.Builder request =
        ChatCompletionCreateParams.builder().model("gpt-4o").addSystemMessage(SYSTEM);
    for (int i = 0; i < said.size(); i++) {
      if (i % 2 == 0) {
        request.addUserMessage(said.get(i));
      } else {
        request.addAssistantMessage(said.get(i));
      }
    }
    return request.build();
  }

  @Override
  public String ask(String url, List<String> said) {
    return client(url)
        .chat()
        .completions()
        .create(request(said))
        .choices()
        .get(0)
        .message()
        .content()
        .orElseThrow();
  }

  @Override
  public List<String> stream(String url, List<String> said) {
    List<String> pieces = new ArrayList<>();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client(url).chat().completions().createStreaming(request(said))) {
      chunks.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .forEach(choice -> choice.delta().content().ifPresent(pieces::add));
    }
    return pieces;
  }
}
