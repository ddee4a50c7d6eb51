package dev.flowguard.agent.contract;

import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/**
 * Tests of an application by MockMvc: its handlers send what they have received to a processor.
 *
 * <p>Argument: URL of the processor.
 */
public final class MockMvcProgram {
  private static Leak leak;
  private static String outcome;

  private MockMvcProgram() {}

  /** The application. */
  @RestController
  public static class Messages {
    @PostMapping({"/chat/json", "/other/json"})
    public String json(@RequestBody String body) throws Exception {
      return sent(body.substring(body.indexOf(':') + 2, body.lastIndexOf('"')));
    }

    @PostMapping("/chat/form")
    public String form(@RequestParam("message") String message) throws Exception {
      return sent(message);
    }

    @PostMapping("/chat/file")
    public String file(@RequestParam("file") MultipartFile file) throws Exception {
      return sent(new String(file.getBytes(), StandardCharsets.UTF_8));
    }

    private static String sent(String text) throws Exception {
      outcome = leak.send(text);
      return "";
    }
  }

  public static void main(String[] args) throws Exception {
    leak = new Leak(args[0]);
    MockMvc mvc = MockMvcBuilders.standaloneSetup(new Messages()).build();
    run(mvc, "json", MockMvcRequestBuilders.post("/chat/json").content(json()));
    run(
        mvc,
        "json of a type",
        MockMvcRequestBuilders.post("/chat/json")
            .contentType(MediaType.APPLICATION_JSON)
            .content(json()));
    run(mvc, "form", MockMvcRequestBuilders.post("/chat/form").param("message", text()));
    run(
        mvc,
        "file",
        MockMvcRequestBuilders.multipart("/chat/file")
            .file(
                new MockMultipartFile(
                    "file", "a.txt", "text/plain", text().getBytes(StandardCharsets.UTF_8))));
    run(
        mvc,
        "field beside a file",
        MockMvcRequestBuilders.multipart("/chat/form")
            .file(new MockMultipartFile("file", new byte[9]))
            .param("message", text()));
    run(mvc, "other path", MockMvcRequestBuilders.post("/other/json").content(json()));
    System.out.println(OutcomeProgram.DONE);
  }

  private static String text() {
    return leak.text(100);
  }

  private static String json() {
    return "{\"message\":\"" + text() + "\"}";
  }

  private static void run(MockMvc mvc, String name, RequestBuilder request) throws Exception {
    outcome = "not handled";
    int status = mvc.perform(request).andReturn().getResponse().getStatus();
    System.out.println(name + ": " + (status == 200 ? outcome : "status " + status));
  }
}
