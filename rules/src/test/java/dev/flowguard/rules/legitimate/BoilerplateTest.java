package dev.flowguard.rules.legitimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.judge.Sender;
import dev.flowguard.rules.provenance.ProtectedContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What everybody writes stops nothing although one chat has it; what one person wrote does. */
class BoilerplateTest {
  private static final String STRIPE = "https://api.stripe.com/v1/disputes/dp_1";
  private static final String CRISP =
      "https://api.crisp.chat/v1/website/1/conversation/session_1/message";
  private static final String MAIL = "https://mail.example.net/v3/send";

  private final ProtectedContent content = new ProtectedContent();
  private final Sender sender = new Sender(content);

  private void chat(String text) {
    content.capture("chat-conversation", "test", text, null, null);
  }

  private boolean isStopped(String url, String value) {
    return sender.postJson(url, "content", value).stops();
  }

  private boolean isStopped(String value) {
    return isStopped(STRIPE, value) || isStopped(CRISP, value) || isStopped(MAIL, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html>\n"
            + "<html lang=\"de\">\n"
            + "<head>\n"
            + "<meta charset=\"UTF-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1.0\">",
        "<table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\""
            + " width=\"100%\">",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"24\" height=\"24\" viewBox=\"0 0 24"
            + " 24\">",
        "at org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089)",
        "at org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:140)",
        "at java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/129.0.6668.71 Safari/537.36 Edg/129.0.2792.52",
        "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/126.0.6478.122 Mobile Safari/537.36",
        "ANGLE (Intel, Intel(R) UHD Graphics 620 (0x00003EA0) Direct3D11 vs_5_0 ps_5_0, D3D11)",
        "Please do not hesitate to contact me if you have any further questions.",
        "If you have any questions, please don't hesitate to contact us.",
        "Bitte zögern Sie nicht, uns zu kontaktieren, wenn Sie weitere Fragen haben.",
        "N'hésitez pas à nous contacter si vous avez des questions.",
        "Aarzel niet om contact met ons op te nemen als u nog vragen heeft.",
        "Приносим извинения за доставленные неудобства.",
        "如果您有任何问题，请随时与我们联系。感谢您的耐心等待和理解。",
        "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
        "janvier février mars avril mai juin juillet août septembre octobre",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31",
        "2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor",
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this"
            + " software",
        "stabilityai/stable-diffusion-xl-base-1.0",
        "Reverse charge: VAT to be accounted for by the recipient, Article 196 of Council Directive"
            + " 2006/112/EC.",
        "This invoice is due within 14 days of the invoice date.",
        "Kindly quote the invoice number with your payment.",
        "Past due balances are subject to interest of 1.5% per month.",
        "Bitte überweisen Sie den Rechnungsbetrag unter Angabe der Rechnungsnummer.",
        "Gemäß § 19 UStG wird keine Umsatzsteuer ausgewiesen.",
        "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
        "Zahlbar innerhalb von 30 Tagen ab Rechnungsdatum ohne Abzug.",
        "TVA non applicable, article 293 B du Code général des impôts.",
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 €",
        "Pago a 60 días desde la recepción de la factura.",
        "Inversione contabile ai sensi dell’art. 17 del D.P.R. 633/1972.",
        "Betaling binnen 30 dagen na ontvangst van de factuur.",
        "Termin płatności: 30 dni od daty otrzymania faktury.",
        "お支払いは請求書発行日より14日以内にお願いいたします。",
        "Me pongo en contacto con ustedes para pedir más información.",
        "Uncaught (in promise) SyntaxError: Unexpected end of JSON input",
        "TypeError: Cannot read properties of null (reading 'length')",
        "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException:"
            + " unable to find valid certification path to requested target",
        "ERROR: duplicate key value violates unique constraint orders_pkey",
        "You exceeded your current quota, please check your plan and billing details.",
        "Permission denied (publickey,gssapi-keyex,gssapi-with-mic).",
        "activerecord (7.0.8) lib/active_record/relation/finder_methods.rb:105:in `find'"
      })
  void whatEverybodyWritesStopsNothing(String text) {
    chat("Can you look at this for me?\n" + text + "\nWhat do you make of it?");

    assertThat(isStopped(text)).isFalse();
    assertThat(isStopped("Answer 17: " + text + " (end)")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Please do not tell my husband that I still pay the rent of the flat in Porto",
        "If you have any idea how I can tell my mother that I left the convent, please help",
        "I apologize to my brother in every letter, but he burned the barn and he knows it",
        "Thank you for not asking where the money from the harbour fund went in 1998",
        "On Monday my boss, on Tuesday her lawyer: both want me to sign that I saw nothing",
        "Ich entschuldige mich bei niemandem für das, was im Sommer mit dem Boot geschah",
        "Sehr geehrte Frau Doktor, mein Sohn nimmt seit drei Wochen die Tabletten nicht mehr",
        "N'hésitez pas à mentir à mon frère, il ne doit jamais savoir que la maison est vendue",
        "No dude en preguntarle a mi hermana por qué dejó el convento sin decir nada a nadie",
        "Não sei como dizer ao meu marido que o nosso filho já não mora em Lisboa",
        "Grazie per non aver detto a mio padre che ho lasciato l'università a marzo",
        "Mijn buurman weet niet dat ik de brieven van zijn overleden vrouw heb bewaard",
        "Если мой брат спросит, скажите ему, что я уехала в деревню к больной тёте",
        "我丈夫还不知道我去年已经把母亲留下的房子卖掉了，请不要告诉他",
        "夫には母の家を去年売ってしまったことをまだ話していませんので内緒にしてください",
        "لم أخبر زوجي بعد أنني بعت بيت أمي في العام الماضي فلا تقل له شيئا",
        "W razie pytań brata proszę powiedzieć, że wyjechałam na wieś do chorej ciotki",
        "Dziękuję za cierpliwość wobec mojego syna, odkąd ojciec odszedł z domu nie mówi nic",
        "Herhangi bir sorun olursa kardeşime köye gittiğimi söyleyin, hastaneyi bilmesin",
        "Sabrınız için teşekkürler, kocam evi sattığımı hâlâ bilmiyor, lütfen söylemeyin",
        "अगर मेरे भाई पूछें तो कहिए कि मैं बीमार चाची के पास गाँव गई हूँ, अस्पताल मत बताइए",
        "आपके धैर्य के लिए धन्यवाद, मेरे पति नहीं जानते कि मैंने माँ का घर बेच दिया",
        "Thanks for the help with my father, he has not touched a bottle since the funeral",
        "That sounds good, but my mother must not learn that I quit the seminary in March",
        "Have a nice day at the clinic, and do not tell Ruth that the lump was not harmless",
        "I would like to cancel the wedding, and I have not found the courage to say so",
        "Let me know if my daughter asks about the letters, she thinks that he is dead",
        "Quedo a su disposición, pero mi marido no debe saber que perdí el trabajo en julio",
        "Nous restons à votre disposition, mais ma sœur ne sait pas que j'ai vendu le piano de"
            + " notre mère",
        "Bei Fragen meiner Mutter sagen Sie bitte nur, dass ich im Sommer aus dem Haus zog",
        "Monday rent, Tuesday the loan, Wednesday my brother's debt, Thursday nothing is left",
        "in January he hit me, in February he wept, in March I took the children to Ghent",
        "at home.my.husband reads everything I write so I will use the phone of my colleague",
        "Payment is due when my brother learns that I sold the vineyard behind his back",
        "Your card was declined when my wife paid for the clinic that I had kept from her",
        "Permission denied, said my father, and so I never told him that I had married",
        "Zahlbar ist das alles nur, wenn meine Frau nichts von dem Konto in Graz erfährt",
        "Pago cada mes a un hombre de Vigo para que no le cuente nada a mi marido",
        "お支払いは夫に知られないように、私の母の口座から毎月少しずつ続けております",
        "style: my mother's, color: of her coat, size: what she wore when she was taken away"
      })
  void whatAPersonWroteIsStopped(String text) {
    chat(text);

    assertThat(isStopped(STRIPE, text)).isTrue();
    assertThat(isStopped(CRISP, text)).isTrue();
    assertThat(
            isStopped(
                CRISP, "Thank you for your patience and understanding. " + text + " Kind regards"))
        .isTrue();
  }

  @Test
  void aChatInsideOfASkeletonIsStopped() {
    String own = "My landlord has a key to our bedroom and comes in at night";
    String page =
        "<!DOCTYPE html><html lang=\"en\"><head><meta"
            + " charset=\"UTF-8\"><title>x</title></head><body><p>"
            + own
            + "</p></body></html>";
    chat(page);

    assertThat(isStopped(page)).isTrue();
  }
}
