package dev.flowguard.rules.legitimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.judge.Sender;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Strings of everyday life that one chat has: of frameworks, languages and graphics that nobody
 * looked at when the list of boilerplate was written.
 */
class EverydayStringsTest {
  private static final List<String> URLS =
      List.of(
          "https://api.stripe.com/v1/disputes/dp_1",
          "https://api.crisp.chat/v1/website/1/conversation/session_1/message",
          "https://mail.example.net/v3/send");

  private static boolean isStopped(String captured, String sent) {
    ProtectedContent content = new ProtectedContent();
    content.capture("chat-conversation", "test", captured, null, null);
    Sender sender = new Sender(content);
    return URLS.stream().anyMatch(url -> sender.postJson(url, "content", sent).stops());
  }

  private static boolean isStopped(String captured, String field, String sent) {
    ProtectedContent content = new ProtectedContent();
    content.capture("chat-conversation", "test", captured, null, null);
    String form = field + "=" + URLEncoder.encode(sent, StandardCharsets.UTF_8);
    return new Sender(content)
        .post(
            "https://api.stripe.com/v1/customers/cus_1",
            "application/x-www-form-urlencoded",
            form.getBytes(StandardCharsets.UTF_8))
        .stops();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Universitätsklinikum Hamburg-Eppendorf",
        "Great Ormond Street Hospital for Children",
        "Hospital Universitario Virgen del Rocío",
        "Stichting Zorggroep Noord-Veluwe B.V.",
        "東京大学医学部附属病院"
      })
  void theNameOfAnOrganisationStopsNoRequestThatNamesIt(String name) {
    String chat = "My operation is at\n" + name + "\nin May. What should I ask them?";

    assertThat(isStopped(chat, "metadata[company]", name)).isFalse();
    assertThat(isStopped(chat, "business_profile[organization_name]", name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my operation at the clinic in Hamburg is in May",
        "Dear Doctor, I have not slept since the operation. What should I do?",
        "I Have Not Told My Husband That The Operation Is In May And That It May Fail"
      })
  void aSentenceInAFieldForANameIsStopped(String text) {
    assertThat(isStopped("Hello.\n" + text + "\nThank you", "metadata[company]", text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "File \"/usr/local/lib/python3.11/site-packages/django/core/handlers/exception.py\", line"
            + " 55, in inner",
        "/usr/local/bundle/gems/actionpack-7.1.3/lib/action_controller/metal/rendering.rb:165:in"
            + " `process_action'",
        "#9 /var/www/html/vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php(183):"
            + " Illuminate\\Pipeline\\Pipeline->Illuminate\\Pipeline\\{closure}(Object(Illuminate\\Http\\Request))",
        "at Microsoft.EntityFrameworkCore.Storage.RelationalCommand.ExecuteReaderAsync(RelationalCommandParameterObject"
            + " parameterObject, CancellationToken cancellationToken)",
        "at System.Net.Http.HttpConnectionPool.ConnectToTcpHostAsync(String host, Int32 port,"
            + " HttpRequestMessage initialRequest)",
        "net/http.(*conn).serve(0xc000122000, {0x7c1b58, 0xc000098ea0})",
        "at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)",
        "at commitHookEffectListMount (webpack-internal:///./node_modules/react-dom/cjs/react-dom.development.js:23150:26)",
        "at io.quarkus.vertx.core.runtime.VertxCoreRecorder$14.runWith(VertxCoreRecorder.java:599)",
        "at org.apache.kafka.clients.consumer.internals.ConsumerCoordinator.poll(ConsumerCoordinator.java:520)",
        "at io.micronaut.http.server.netty.RoutingInBoundHandler.handleNormal(RoutingInBoundHandler.java:241)",
        "at java.base/sun.security.ssl.SSLSocketInputRecord.readApplicationRecord(SSLSocketInputRecord.java:498)",
        "Caused by: com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link"
            + " failure",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Dalvik/2.1.0 (Linux; U; Android 13; Redmi Note 12 Build/TKQ1.221114.001)",
        "Apache-HttpClient/5.3.1 (Java/17.0.11) okhttp/4.12.0 python-requests/2.32.3",
        "ANGLE (Qualcomm, Adreno (TM) 740, OpenGL ES 3.2)",
        "NVIDIA GeForce RTX 4070 Ti SUPER/PCIe/SSE2, OpenGL 4.6.0 NVIDIA 550.54.14",
        "Qwen/Qwen2.5-Coder-32B-Instruct-GPTQ-Int4",
        "intfloat/multilingual-e5-large-instruct",
        "black-forest-labs/FLUX.1-Kontext-dev, stabilityai/stable-video-diffusion-img2vid-xt",
        "W razie jakichkolwiek pytań prosimy o kontakt z naszym biurem obsługi klienta.",
        "Herhangi bir sorunuz olursa lütfen bizimle iletişime geçmekten çekinmeyin.",
        "यदि आपके कोई प्रश्न हैं तो कृपया हमसे संपर्क करने में संकोच न करें।",
        "Seguimos a su disposición para cualquier consulta adicional que pueda tener.",
        "Ficamos à disposição para esclarecer quaisquer dúvidas que possam surgir.",
        "Nous restons à votre disposition pour toute information complémentaire.",
        "poniedziałek, wtorek, środa, czwartek, piątek, sobota, niedziela",
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        "सोमवार, मंगलवार, बुधवार, गुरुवार, शुक्रवार, शनिवार, रविवार",
        "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście",
        "un, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, onze, douze, treize, quatorze",
        "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX",
        "09:00 09:30 10:00 10:30 11:00 11:30 12:00 12:30 13:00 13:30 14:00 14:30",
        "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
        "////////////////////////////////////////////////////////////////////////",
        "Class aptent taciti sociosqu ad litora torquent per conubia nostra, per inceptos himenaeos",
        "Sed ut perspiciatis unde omnis iste natus error sit voluptatem accusantium doloremque",
        "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.",
        "This work is licensed under a Creative Commons Attribution-ShareAlike 4.0 International"
            + " License.",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n "
            + " selector:\n    matchLabels:\n      app: web",
        "BEGIN:VCALENDAR\nVERSION:2.0\nCALSCALE:GREGORIAN\nMETHOD:PUBLISH\nBEGIN:VEVENT\nDTSTAMP:",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\""
            + " xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>",
        "\\documentclass[12pt]{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage{amsmath}\n\\begin{document}",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, minimum-scale=1,"
            + " maximum-scale=1\">",
        "<!doctype html>\n<html lang=\"tr\">\n<head>\n  <meta charset=\"utf-8\">\n  <meta"
            + " name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
        "Thanks for the help!",
        "That sounds perfect.",
        "Yes, that is what I want to do"
      })
  void whatEverybodyMayWriteStopsNothing(String text) {
    String chat = "Can you look at this for me?\n" + text + "\nWhat do you make of it?";

    assertThat(isStopped(chat, text)).as("alone").isFalse();
    assertThat(isStopped(chat, "Answer 17: " + text + " (end)")).as("in a text").isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at Microsoft.AspNetCore.Routing.EndpointMiddleware.<Invoke>g__AwaitRequestTask|7_0(Endpoint endpoint,"
            + " Task requestTask, ILogger logger)",
        "at Microsoft.AspNetCore.Mvc.Infrastructure.ResourceInvoker.<InvokeFilterPipelineAsync>g__Awaited|20_0("
            + "ResourceInvoker invoker, Task lastTask, State next, Scope scope, Object state, Boolean isCompleted)",
        "at Microsoft.AspNetCore.Builder.Extensions.MapMiddleware.<Invoke>d__3.MoveNext()",
        "at System.Net.Http.HttpClient.<<SendAsync>g__Core|83_0>d.MoveNext()",
        "at System.Threading.Tasks.Task.<>c.<ThrowAsync>b__128_1(Object state)",
        "at Microsoft.Extensions.Hosting.Internal.Host.<>c__DisplayClass15_0.<<StartAsync>b__1>d.MoveNext()",
        "at System.Collections.Generic.Dictionary`2.FindValue(TKey key)",
        "at System.Linq.Enumerable.SelectListIterator`2.MoveNext()",
        "at System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1.AsyncStateMachineBox`1.ExecutionContextCallback("
            + "Object s)",
        "at Microsoft.EntityFrameworkCore.Query.Internal.SingleQueryingEnumerable`1.AsyncEnumerator."
            + "InitializeReaderAsync(AsyncEnumerator enumerator, CancellationToken cancellationToken)",
        "at System.Text.Json.JsonSerializer.ReadFromSpan[TValue](ReadOnlySpan`1 utf8Json, JsonTypeInfo`1 jsonTypeInfo,"
            + " Nullable`1 actualByteCount)",
        "at Microsoft.EntityFrameworkCore.Storage.RelationalDatabaseFacade.ExecuteAsync[TState,TResult](TState state,"
            + " Func`4 operation, CancellationToken cancellationToken)",
        "at System.Collections.Generic.List`1[[System.Int32, System.Private.CoreLib]].get_Item(Int32 index)",
        "at System.Net.Security.SslStream.<FillHandshakeBufferAsync>g__InternalFillHandshakeBufferAsync|189_0["
            + "TIOAdapter](TIOAdapter adap, ValueTask`1 task, Int32 minSize)",
        "at Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddlewareImpl.<Invoke>g__Awaited|10_0("
            + "ExceptionHandlerMiddlewareImpl middleware, HttpContext context, Task task)",
        "at Microsoft.AspNetCore.Mvc.ModelBinding.Binders.DictionaryModelBinder`2.<>c__DisplayClass8_0."
            + "<<BindModelAsync>b__0>d.MoveNext()",
        "at System.Reflection.MethodBaseInvoker.InvokeDirectByRefWithFewArgs(Object obj, Span`1 copyOfArgs,"
            + " BindingFlags invokeAttr)",
        "at System.Text.Json.Serialization.Metadata.JsonPropertyInfo`1.ReadJsonAndSetMember(Object obj, ReadStack&"
            + " state, Utf8JsonReader& reader)",
        "at Microsoft.Data.SqlClient.SqlConnection.TryOpen(TaskCompletionSource`1 retry, SqlConnectionOverrides"
            + " overrides) in /_/src/Microsoft.Data.SqlClient/netcore/src/SqlConnection.cs:line 1972"
      })
  void aFrameOfDotNetStopsNothing(String frame) {
    String chat = "Can you look at this for me?\n   " + frame + "\nWhat do you make of it?";

    assertThat(isStopped(chat, frame)).as("alone").isFalse();
    assertThat(isStopped(chat, "Answer 17: " + frame + " (end)")).as("in a text").isFalse();
  }
}
