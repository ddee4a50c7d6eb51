package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTranscriptTest {
  private static final String SHAPE = "chat-transcript";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hoe"
            + " laat\"},{\"role\":\"assistant\",\"content\":\"om acht\"}]}",
        "[{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"why\"}]",
        "{\"c\":[{\"from\":\"human\",\"value\":\"a b\"},{\"from\":\"gpt\",\"value\":\"c d\"}]}",
        "{\"m\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}",
        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"q\"}]},{\"role\":\"model\",\"parts\":[{\"text\":\"a\"}]}]}",
        "{\"log\":\"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"q\\\"},{\\\"role\\\":\\\"assistant\\\",\\\"content\\\":\\\"a"
            + " is cut he\"}",
        "{\"t\":\"User: is it open?\\nAssistant: until nine.\"}",
        "{\"t\":\"**Human:** why?\\n\\n**AI:** because.\"}",
        "{\"t\":\"<|im_start|>user\\nhi<|im_end|>\\n<|im_start|>assistant\\nhello\"}",
        "{\"t\":\"<|start_header_id|>user<|end_header_id|>\\n"
            + "hi\\n"
            + "<|start_header_id|>assistant<|end_header_id|>\\n"
            + "hello\"}",
        "{\"t\":\"<start_of_turn>user\\nhi<end_of_turn>\\n<start_of_turn>model\\nhello\"}",
        "{\"t\":\"<s>[INST] where is it? [/INST] behind the door </s>\"}",
        "{\"t\":\"Benutzer: wann denn?\\nAssistent: um acht Uhr.\"}",
        "{\"t\":\"用户：几点开门？\\n助手：九点开门。\"}",
        "{\"t\":\"Пользователь: когда?\\nАссистент: в восемь.\"}",
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"you might try calling her"
            + " first\"}}]}",
        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"you might try"
            + " calling her first\"}]}}]}",
        "{\"prompt\":\"how do I tell her that\",\"completion\":\"you might try calling her first\"}"
      })
  void seesAConversationWithAnAssistant(String json) {
    assertThat(Shapes.of(json)).contains(SHAPE);
  }

  @Test
  void seesAConversationInFormFields() {
    assertThat(
            Shapes.ofForm(
                "messages[0][role]=user&messages[0][content]=q&messages[1][role]=assistant&messages[1][content]=a"))
        .contains(SHAPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"text\",\"from\":\"user\",\"origin\":\"chat\",\"content\":\"please help\"}",
        "{\"messages\":[{\"from\":\"user\",\"content\":\"hi\"},{\"from\":\"user\",\"content\":\"anyone?\"}]}",
        "{\"messages\":[{\"from\":\"user\",\"content\":\"hi\"},{\"from\":\"operator\",\"content\":\"hello\"}]}",
        "{\"role\":\"user\",\"content\":\"one turn alone\"}",
        "{\"members\":[{\"role\":\"user\",\"email_id\":\"1\"},{\"role\":\"system\",\"email_id\":\"2\"}]}",
        "{\"role\":\"assistant\",\"name\":\"Jo\"}",
        "{\"prompt\":\"how do I tell her that\",\"response_id\":\"resp_123456789012345678901234\"}",
        "{\"t\":\"Model: T5, colour: red\\nUser: manual enclosed\"}",
        "{\"t\":\"Question: can I cancel?\\nAnswer: yes, at any time.\"}",
        "{\"t\":\"Note: the user said so.\\nAnswer the phone please.\"}",
        "{\"t\":\"Chat with your documents: 5 knowledge bases, unlimited conversations.\"}",
        "{\"events\":[{\"name\":\"chat_sent\",\"params\":{\"role\":\"user\",\"length\":3}}]}"
      })
  void takesNoMessageOfADeskAndNoMentionForAConversation(String json) {
    assertThat(Shapes.of(json)).doesNotContain(SHAPE);
  }

  /** Conversations as the interfaces and libraries of models write them. */
  static Stream<Arguments> messages() {
    return samples(
        "Anthropic, with blocks",
        "{'messages':[{'role':'user','content':[{'type':'text','text':'hi"
            + " there'}]},{'role':'assistant','content':[{'type':'text','text':'hello to you'}]}]}",
        "Anthropic, an answer",
        "{'id':'msg_01','type':'message','role':'assistant','content':[{'type':'thinking','thinking':'she"
            + " asks'},{'type':'text','text':'You might try calling her"
            + " first.'}],'stop_reason':'end_turn'}",
        "OpenAI, parts of a message",
        "{'messages':[{'role':'user','content':[{'type':'text','text':'what is"
            + " this'},{'type':'image_url','image_url':{'url':'x'}}]},{'role':'assistant','content':'a"
            + " boat'}]}",
        "OpenAI Responses, both ways",
        "{'input':[{'role':'user','content':[{'type':'input_text','text':'hi"
            + " there'}]}],'output':[{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Hello"
            + " to you too, how are you?'}]}]}",
        "OpenAI Responses, an answer behind its reasoning",
        "{'output':[{'type':'reasoning','summary':[]},{'id':'msg_1','type':'message','role':'assistant','content':[{'type':'output_text','annotations':[],'text':'Hello"
            + " to you too, how are you?'}]}]}",
        "Semantic Kernel",
        "[{'Role':{'Label':'user'},'Items':[{'$type':'TextContent','Text':'where is"
            + " it?'}]},{'Role':{'Label':'assistant'},'Items':[{'$type':'TextContent','Text':'behind"
            + " the door'}]}]",
        "Haystack",
        "{'messages':[{'_role':'user','_content':[{'text':'where is"
            + " it?'}]},{'_role':'assistant','_content':[{'text':'behind the door'}]}]}",
        "Dialogflow",
        "{'queryResult':{'queryText':'where did I leave it?','fulfillmentText':'It is behind the"
            + " door.'}}",
        "OpenAI Assistants",
        "{'data':[{'role':'assistant','content':[{'type':'text','text':{'value':'hello','annotations':[]}}]},{'role':'user','content':[{'type':'text','text':{'value':'hi'}}]}]}",
        "Gemini",
        "{'contents':[{'role':'user','parts':[{'text':'hi"
            + " there'}]},{'role':'model','parts':[{'text':'hello'}]}]}",
        "Gemini, an answer",
        "{'candidates':[{'content':{'parts':[{'text':'You might try calling her"
            + " first.'}],'role':'model'},'finishReason':'STOP'}]}",
        "Bedrock Converse, an answer",
        "{'output':{'message':{'role':'assistant','content':[{'text':'You might try calling her"
            + " first.'}]}},'stopReason':'end_turn'}",
        "Cohere",
        "{'chat_history':[{'role':'USER','message':'hi"
            + " there'},{'role':'CHATBOT','message':'hello'}],'message':'and now'}",
        "Cohere, second version",
        "{'messages':[{'role':'user','content':'hi'}],'message':{'role':'assistant','content':[{'type':'text','text':'You"
            + " might try calling her first.'}]}}",
        "Spring AI",
        "[{'messageType':'USER','text':'hi there"
            + " friend','metadata':{}},{'messageType':'ASSISTANT','text':'hello to you"
            + " too','metadata':{}}]",
        "Spring AI, an answer",
        "{'output':{'messageType':'ASSISTANT','text':'You might try calling her"
            + " first.','toolCalls':[]}}",
        "LangChain",
        "[{'type':'human','data':{'content':'hi"
            + " there','additional_kwargs':{}}},{'type':'ai','data':{'content':'hello'}}]",
        "LangChain, with its constructors",
        "[{'lc':1,'type':'constructor','id':['langchain_core','messages','HumanMessage'],'kwargs':{'content':'hi"
            + " there'}},{'lc':1,'type':'constructor','id':['langchain_core','messages','AIMessage'],'kwargs':{'content':'hello'}}]",
        "LangChain4j",
        "[{'text':'Be brief.','type':'SYSTEM'},{'contents':[{'text':'hi"
            + " there','type':'TEXT'}],'type':'USER'},{'text':'hello','toolExecutionRequests':[],'type':'AI'}]",
        "objects with the names of their classes",
        "[{'@class':'dev.langchain4j.data.message.UserMessage','text':'hi"
            + " there'},{'@class':'dev.langchain4j.data.message.AiMessage','text':'hello'}]",
        "Ollama, an answer",
        "{'model':'llama3.2','message':{'role':'assistant','content':'You might try calling her"
            + " first.'},'done':true}",
        "Mistral, an answer",
        "{'object':'chat.completion','choices':[{'index':0,'message':{'role':'assistant','tool_calls':null,'content':'You"
            + " might try calling her first.'}}]}",
        "Vercel's messages of a user interface",
        "{'messages':[{'id':'a','role':'user','parts':[{'type':'text','text':'hi"
            + " there'}]},{'id':'b','role':'assistant','parts':[{'type':'step-start'},{'type':'text','text':'hello'}]}]}",
        "ChatGPT's export",
        "{'mapping':{'a':{'message':{'author':{'role':'user'},'content':{'content_type':'text','parts':['hi"
            + " there']}}},'b':{'message':{'author':{'role':'assistant'},'content':{'content_type':'text','parts':['hello']}}}}}",
        "Claude's export",
        "{'chat_messages':[{'sender':'human','text':'hi there','content':[{'type':'text','text':'hi"
            + " there'}]},{'sender':'assistant','text':'hello'}]}",
        "ShareGPT",
        "{'conversations':[{'from':'human','value':'hi there'},{'from':'gpt','value':'hello'}]}",
        "turns with a sender",
        "{'history':[{'sender':'user','text':'hi there'},{'sender':'bot','text':'hello'}]}",
        "turns with values that are prose",
        "[{'role':'user','value':'My landlord wants three more months of rent from"
            + " me.'},{'role':'assistant','value':'For a lease of two years you may give notice"
            + " early.'}]",
        "a prompt and its answer, as Ollama logs them",
        "{'model':'llama3.2','prompt':'why does she not call me','response':'She may be waiting for"
            + " you','eval_count':12}",
        "a question and its answer, both long",
        "{'question':'My landlord has a key to our bedroom and comes in when we are out. I found"
            + " him there on Monday. What can I do?','answer':'That is not lawful in most places."
            + " Write to him, keep a copy, and ask for the key back within a week.'}",
        "input and output, both long",
        "{'input':'I have stopped taking the tablets since Thursday and feel much better now."
            + " Should I tell my doctor before the next visit?','output':'Yes. Stopping suddenly"
            + " can bring the complaint back, and your doctor may want to lower the dose step by"
            + " step.'}",
        "the two sides by their names",
        "{'user':'why does she not call me','assistant':'She may be waiting for you'}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void seesMessagesOfModelsInJson(String name, String json) {
    assertThat(Shapes.of(json.replace('\'', '"'))).contains(SHAPE);
    assertThat(Shapes.ofField(json.replace('\'', '"'))).contains(SHAPE);
  }

  @Test
  void namesWhatWasSaidAndNotTheKindOfABlock() {
    assertThat(
            Shapes.of(
                "{\"output\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"a_kind_that_is_longer_than_an_answer\"}]}]}"))
        .doesNotContain(SHAPE);
  }

  /** Conversations as a text, in the templates of models and in what people and programs keep. */
  static Stream<Arguments> transcripts() {
    return samples(
        "a table of Markdown",
        "| role | content |\n|:---|---|\n| user | where is it? |\n| assistant | behind the door |",
        "times with dashes",
        "10:12 – You: where is it?\n10:13 — MirageGPT: behind the door",
        "an export of messages, with oneself",
        "28.11.26, 10:12 - Ich: wo ist es?\n28.11.26, 10:13 - ChatGPT: hinter der Tür",
        "oneself in French",
        "Moi : où est-il ?\nAssistant : derrière la porte",
        "Llama 3",
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n"
            + "hi there<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
            + "hello",
        "Llama 4",
        "<|header_start|>user<|header_end|>\n\n"
            + "hi<|eot|><|header_start|>assistant<|header_end|>\n\n"
            + "hello",
        "Llama 2",
        "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nwhere is it? [/INST] behind the door </s>",
        "ChatML",
        "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\nhello<|im_end|>",
        "ChatML in one line",
        "<|im_start|>user hi<|im_end|><|im_start|>assistant hello<|im_end|>",
        "DeepSeek",
        "<｜begin▁of▁sentence｜><｜User｜>hi there<｜Assistant｜>hello<｜end▁of▁sentence｜>",
        "Vicuna",
        "A chat between a curious person and a machine. USER: hi there ASSISTANT: hello</s>",
        "Gemma",
        "<start_of_turn>user\nhi<end_of_turn>\n<start_of_turn>model\nhello<end_of_turn>",
        "Phi",
        "<|user|>\nhi<|end|>\n<|assistant|>\nhello<|end|>",
        "Zephyr",
        "<|system|>\nBe brief.</s>\n<|user|>\nhi</s>\n<|assistant|>\nhello</s>",
        "Granite",
        "<|start_of_role|>user<|end_of_role|>hi<|end_of_text|>\n"
            + "<|start_of_role|>assistant<|end_of_role|>hello",
        "Command R",
        "<|START_OF_TURN_TOKEN|><|USER_TOKEN|>hi<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>hello",
        "gpt-oss",
        "<|start|>user<|message|>hi<|end|><|start|>assistant<|channel|>final<|message|>hello<|return|>",
        "OpenChat",
        "GPT4 Correct User: hi<|end_of_turn|>GPT4 Correct Assistant: hello<|end_of_turn|>",
        "Alpaca",
        "Below is an instruction.\n\n"
            + "### Instruction:\n"
            + "write a poem\n\n"
            + "### Response:\n"
            + "Roses are red",
        "Guanaco",
        "### Human: write a poem\n### Assistant: Roses are red",
        "Claude's first prompts",
        "\n\nHuman: why is it cold?\n\nAssistant: the window is open",
        "a page of ChatGPT, copied",
        "You said:\nwrite a poem\nChatGPT said:\nRoses are red",
        "a time in brackets",
        "[10:32] User: why is it cold?\n[10:33] Assistant: the window is open",
        "a date and a sign",
        "2026-11-02 10:32 user> why is it cold?\n2026-11-02 10:33 assistant> the window is open",
        "a time stamp",
        "2026-11-02T10:32:11.120Z user: why is it cold?\n"
            + "2026-11-02T10:32:14.003Z assistant: the window is open",
        "a time of the day and a dash",
        "02.11.2026, 10:32 - User: why is it cold?\n"
            + "02.11.2026, 10:33 - ChatGPT: the window is open",
        "a time behind the name",
        "User (10:32 AM): why is it cold?\nAssistant (10:33 AM): the window is open",
        "bold names",
        "**User:** why is it cold?\n\n**Assistant:** the window is open",
        "bold names before the colon",
        "**User**: why is it cold?\n\n**Assistant**: the window is open",
        "headings",
        "## User\n\nwhy is it cold?\n\n## Assistant\n\nthe window is open\n\n## User\n\nthank you",
        "quoted lines",
        "> User: why is it cold?\n> Assistant: the window is open",
        "a long conversation below a form",
        "Plan: Pro\nUser: "
            + "I rent two rooms and the landlord wants more money. ".repeat(5)
            + "\nAssistant: "
            + "You may give notice early, with a month for each year. ".repeat(5),
        "turns of a bot that alternate",
        "User: why is it cold?\nBot: the window is open\nUser: which one?\nBot: the one behind you",
        "turns in one line that alternate",
        "User: why is it cold? Assistant: the window is open User: which one? Assistant: the left"
            + " one",
        "CSV",
        "id,role,content\n1,user,why is it cold?\n2,assistant,the window is open\n",
        "CSV with quotes and lines within them",
        "\"role\",\"content\"\n"
            + "\"user\",\"why is it\n"
            + "cold, then?\"\n"
            + "\"assistant\",\"the window is open\"",
        "TSV",
        "role\tcontent\nuser\twhy is it cold?\nassistant\tthe window is open",
        "a table of Markdown",
        "| User | why is it cold? |\n| Assistant | the window is open |\n| User | which one? |",
        "HTML, bold names",
        "<p><b>User:</b> write a poem about my ex</p><p><b>Assistant:</b> Roses are red</p>",
        "HTML, names before the colon",
        "<div><strong>User</strong>: write a poem</div><div><strong>Assistant</strong>: Roses are"
            + " red</div>",
        "HTML, elements for names",
        "<div><span class=\"who\">User</span><p>write a poem</p></div><div><span"
            + " class=\"who\">Assistant</span><p>Roses are red</p></div>",
        "HTML, classes",
        "<div class=\"message user\">write a poem</div><div class=\"message assistant\">Roses are"
            + " red</div>",
        "HTML, one class",
        "<div class='user'><p>write a poem</p></div><div class='assistant'><p>Roses are"
            + " red</p></div>",
        "HTML, classes joined by hyphens",
        "<li class=\"chat-message chat-message--user\">write a poem</li><li class=\"chat-message"
            + " chat-message--ai\">Roses are red</li>",
        "HTML, data attributes",
        "<div data-message-author-role=\"user\"><p>write a poem</p></div><div"
            + " data-message-author-role=\"assistant\"><p>Roses are red</p></div>",
        "XML",
        "<chat><turn role=\"user\">write a poem</turn><turn role=\"assistant\">Roses are"
            + " red</turn></chat>",
        "sentences that begin as definitions do",
        "User: A friend of mine is ill, can you help?\nAssistant: The first thing is to rest.",
        "a request and its answer",
        "User: The report on Ghent\nAssistant: Here it is, with the new figures.",
        "a long conversation in a report",
        "Version: 4.2\n"
            + "User: "
            + "my husband has been ill since March and nobody at work knows of it. ".repeat(4)
            + "\nAssistant: "
            + "that is hard, and it is good that somebody hears of it at last. ".repeat(4),
        "YAML",
        "messages:\n"
            + "  - role: user\n"
            + "    content: why is it cold?\n"
            + "  - role: assistant\n"
            + "    content: the window is open\n",
        "Python",
        "history [{'role': 'user', 'content': 'why is it cold?'}, {'role': 'assistant', 'content':"
            + " 'the window is open'}]",
        "records of Java",
        "[Message[role=USER, content=why is it cold?], Message[role=ASSISTANT, content=the window"
            + " is open]]",
        "messages of LangChain4j, printed",
        "[UserMessage { name = null, contents = [TextContent { text = \"why is it cold?\" }] },"
            + " AiMessage { text = \"the window is open\" }]",
        "messages of Spring AI, printed",
        "[UserMessage{content='why is it cold?', messageType=USER}, AssistantMessage"
            + " [messageType=ASSISTANT, toolCalls=[], textContent=the window is open]]");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void seesAConversationInAText(String name, String text) {
    assertThat(Shapes.ofField(text)).contains(SHAPE);
  }

  /** Lists whose elements have roles and values, and are no conversation. */
  static Stream<Arguments> lists() {
    return samples(
        "permissions",
        "{'acl':[{'role':'user','value':'read'},{'role':'system','value':'write'}]}",
        "permissions of an assistant",
        "{'acl':[{'role':'owner','text':'all'},{'role':'user','text':'may"
            + " read'},{'role':'assistant','text':'may answer'}]}",
        "a policy of identities",
        "{'Statement':[{'Role':'user','Body':'Allow s3:GetObject on the"
            + " bucket'},{'Role':'assistant','Body':'Deny'}]}",
        "labels of roles",
        "{'roles':[{'role':{'label':'user'},'name':'Benutzer'},{'role':{'label':'assistant'},'name':'Assistent'}]}",
        "role bindings of Kubernetes",
        "{'subjects':[{'kind':'User','name':'anna'},{'kind':'Bot','name':'ci'}],'roleRef':{'kind':'Role','name':'assistant'}}",
        "members",
        "{'members':[{'role':'user','value':'anna'},{'role':'assistant','value':'ben'}]}",
        "members with notes",
        "{'members':[{'role':'Owner','text':'Founded the"
            + " company'},{'role':'Assistant','text':'Books the journeys of the"
            + " team'},{'role':'Designer','text':'Draws'}]}",
        "commits",
        "{'commits':[{'author':'bot','message':'Bump jackson from 2.21 to"
            + " 2.22'},{'author':'user','message':'Fix the date in the invoice'}]}",
        "comments on a pull request",
        "{'comments':[{'author':'user','body':'Could you rebase this,"
            + " please?'},{'author':'bot','body':'The build has failed on the second try.'}]}",
        "comments of GitHub",
        "[{'user':{'login':'anna','type':'User'},'body':'Looks good to"
            + " me'},{'user':{'login':'dependabot[bot]','type':'Bot'},'body':'Bumps okhttp from"
            + " 5.5.0 to 5.5.1'}]",
        "an answer of GraphQL",
        "{'data':{'nodes':[{'author':{'__typename':'User','login':'a'},'body':'Thank you for"
            + " this'},{'author':{'__typename':'Bot','login':'b'},'body':'Deployed to staging'}]}}",
        "a form builder",
        "{'fields':[{'type':'user','text':'Who reports this?'},{'type':'system','text':'Which"
            + " machine is it?'},{'type':'date','text':'Since when?'}]}",
        "mails",
        "{'mails':[{'from':'system','body':'Your invoice is ready'},{'from':'user','body':'Where is"
            + " my invoice?'}]}",
        "changes of a release",
        "{'changes':[{'author':'assistant-team','message':'Faster"
            + " answers'},{'author':'user-team','message':'New menu'}]}",
        "messages of a support desk with its bot",
        "{'messages':[{'from':'user','content':'Where is my order?'},{'from':'bot','content':'One"
            + " moment, please'},{'from':'operator','content':'It is on its way'}]}",
        "parts of an Intercom conversation",
        "{'parts':[{'author':{'type':'user'},'body':'<p>Where is my"
            + " order?</p>'},{'author':{'type':'bot','name':'Fin'},'body':'<p>One moment</p>'}]}",
        "tickets of Zendesk",
        "{'comments':[{'author':{'role':'end-user'},'body':'It does not"
            + " print'},{'author':{'role':'agent'},'body':'Which printer is it?'}]}",
        "open positions",
        "{'jobs':[{'role':'Assistant','text':'Help our customers with their invoices and"
            + " orders'},{'role':'Accountant','text':'Keep the books of three shops'}]}",
        "a variable of Terraform",
        "{'resource':{'iam':[{'role':'user','members':['a','b']},{'role':'assistant','members':['c']}]}}",
        "events",
        "{'events':[{'type':'user','text':'signed in'},{'type':'system','text':'sent a mail'}]}");
  }

  /** What was asked and answered by people. */
  static Stream<Arguments> forms() {
    return samples(
        "a survey",
        "{'prompt':'How did you hear about us today?','response':'From a friend at university'}",
        "a survey with a long answer",
        "{'prompt':'On a scale from 0 to 10, how likely are you to recommend us to a friend or"
            + " colleague?','response':'Eight. The pictures are good, but I had to wait for more"
            + " than an hour, and nobody said why.'}",
        "a help page",
        "{'faq':[{'question':'Can I change the address on my invoice after it has been sent to"
            + " me?','answer':'Yes. Open Billing, choose the invoice, and press Edit. The new"
            + " invoice replaces the old one and has the same number.'}]}",
        "a short help page",
        "{'question':'Can I cancel at any time?','answer':'Yes, at the end of each month. Open"
            + " Billing and press Cancel; the rest of the month stays yours.'}",
        "a test of a function",
        "{'input':'2026-11-02T10:32:00Z to 2026-11-03T10:32:00Z','output':'one day, no hours and no"
            + " minutes between these two'}",
        "a recipe",
        "{'instruction':'Heat the oven to 180 degrees','output':'Twelve rolls with a dark crust'}",
        "a request and its response",
        "{'request':'GET /v1/customers/cus_1 HTTP/1.1','response':'HTTP/1.1 200 OK with 1,204 bytes"
            + " of JSON'}",
        "accounts",
        "{'user':'anna.bergmann-oliveira','assistant':'benjamin.osterholt'}");
  }

  /** Texts with lines that begin with a role. */
  static Stream<Arguments> texts() {
    return samples(
        "an article on roles",
        "Owner: may delete the team.\n"
            + "User: may chat.\n"
            + "Assistant: may answer for a user.\n"
            + "Viewer: may read.",
        "an article on roles in one line",
        "User: may chat. Assistant: may answer for a user.",
        "an article on roles in bold",
        "**Owner:** everything\n**User:** may chat\n**Assistant:** may answer for a user",
        "an article on roles as a list",
        "- User: may chat, and may ask others to.\n- Assistant: may answer for a user.",
        "an article on roles as a table",
        "| User | may chat |\n| Assistant | may answer |",
        "an article on roles in HTML",
        "<ul><li><b>User:</b> may chat</li><li><b>Assistant:</b> may answer</li></ul>",
        "a table of roles in HTML",
        "<table><tr><td>User</td><td>may chat</td></tr><tr><td>Assistant</td><td>may"
            + " answer</td></tr></table>",
        "an article on roles with paragraphs",
        "<p><strong>Owner:</strong> may do all.</p><p><strong>User:</strong> may"
            + " chat.</p><p><strong>Assistant:</strong> may answer.</p>",
        "a report of a bug",
        "Steps:\n"
            + "User: opens the price list\n"
            + "Bot: shows the old price\n"
            + "Expected: the new price\n"
            + "Version: 4.2",
        "a report of a bug in few words",
        "The greeting comes twice.\n\nUser: hello\nBot: hi\nBot: hi",
        "a report of a bug with steps",
        "1. User: opens the gallery\n2. Bot: greets in English\n3. User: writes in French",
        "a report of a bug with data",
        "User: 4711\nBot: support-2\nBrowser: Firefox 152\nURL: https://a.example/x",
        "a chat with the desk's own bot",
        "User: where is my order?\n"
            + "CrispBot: An operator will be with you in a minute.\n"
            + "Operator: It has left the warehouse.",
        "a chat of a visitor",
        "Visitor: where is my order?\n"
            + "Bot: One moment, please.\n"
            + "Operator: It has left the warehouse.",
        "notes on a release",
        "User: the menu is new\n"
            + "Billing: invoices in Polish\n"
            + "AI: answers are shorter\n"
            + "System: starts faster",
        "a screenplay",
        "ANNA: You came.\nBOT: I had to.\nANNA: Then sit.\nBOT: I can't.",
        "an interview",
        "Interviewer: how did it begin?\nGuest: with a borrowed camera.",
        "a matrix of permissions",
        "Chat\nUser: yes\nAssistant: yes\nUpload\nUser: yes\nAssistant: no",
        "a changelog",
        "## 4.2\n"
            + "- user: fix the avatar (#12)\n"
            + "- bot: bump jackson (#13)\n"
            + "- ai: shorter answers (#14)",
        "a way through menus",
        "User > Settings > Roles\nAssistant > Settings > Roles",
        "a permission file in CSV",
        "user,read\nassistant,write\nowner,all",
        "a configuration in YAML",
        "roles:\n  - role: user\n    value: read\n  - role: assistant\n    value: write",
        "a binding of Kubernetes in YAML",
        "kind: RoleBinding\n"
            + "subjects:\n"
            + "  - kind: User\n"
            + "    name: anna\n"
            + "roleRef:\n"
            + "  kind: Role\n"
            + "  name: assistant",
        "Terraform",
        "resource \"iam_binding\" \"a\" {\n"
            + "  role = \"assistant\"\n"
            + "  members = [\"user:anna@a.example\"]\n"
            + "}",
        "classes of a page",
        "<div class=\"user-menu\">Anna</div><div class=\"assistant-widget\">Help</div>",
        "badges of roles",
        "<span class=\"badge user\">Anna</span> <span class=\"badge assistant\">Ben</span>",
        "rows of a page with roles",
        "<tr data-role=\"owner\"><td>all</td></tr><tr data-role=\"user\"><td>read</td></tr><tr"
            + " data-role=\"assistant\"><td>write</td></tr>",
        "a configuration in XML",
        "<account><user>anna</user><assistant>ben</assistant></account>",
        "a table of permissions in CSV",
        "role,text\nowner,may delete\nuser,may chat\nassistant,may answer",
        "a device in capitals",
        "MODEL: T5 USER: MANUAL INSIDE",
        "a state in capitals",
        "USER: anna AI: on",
        "words of prose before a comma",
        "You, who came so far,\nAssistant, what shall we do?\nshe asked.",
        "an article on two roles",
        "User: a person who opens a ticket and waits for an answer.\n"
            + "Assistant: the program that suggests answers to an operator.",
        "a handbook on two roles",
        "How roles work\n\n"
            + "User: May open rooms, and may invite others.\n\n"
            + "AI: Can summarise a room once its owner has agreed.\n",
        "an article on what three roles do",
        "System: runs the jobs.\nUser: starts them.\nAssistant: watches them.",
        "codes of languages",
        "me: Montenegro\nio: Ido\nja: Japanese\nik: Inupiaq",
        "an article on two roles in German",
        "Nutzer: Darf Räume öffnen.\nAssistent: Kann einen Raum zusammenfassen.",
        "a report of a bug with four turns",
        "Version: 4.2\n"
            + "Steps to reproduce:\n"
            + "User: hello\n"
            + "Assistant: hi\n"
            + "User: hello again\n"
            + "Assistant: hi\n"
            + "Expected: a greeting once",
        "a support mail",
        "From: Anna\nUser: anna@mail.example\nAI: on\nPlan: Pro");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lists")
  void takesNoListWithRolesForAConversation(String name, String json) {
    assertThat(Shapes.of(json.replace('\'', '"'))).doesNotContain(SHAPE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void takesNoQuestionOfAFormForAConversation(String name, String json) {
    assertThat(Shapes.of(json.replace('\'', '"'))).doesNotContain(SHAPE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void takesNoTextOnRolesForAConversation(String name, String text) {
    assertThat(Shapes.ofField(text)).doesNotContain(SHAPE);
  }

  /** Name and text by turns. */
  private static Stream<Arguments> samples(String... named) {
    Map<String, String> samples = new TreeMap<>();
    for (int i = 0; i < named.length; i += 2) {
      samples.put(named[i], named[i + 1]);
    }
    return samples.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }
}
