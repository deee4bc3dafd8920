// News agencies and how papers spell them. A table; facts.ts knows where in a text such a name is a credit.
//
// `short` is an acronym, taken only in the case it has here (SPA is an agency, spa is a bath). `letters` are Arabic initials, which papers
// print with dots, blanks or neither. `long` are names in full, in any case, in whatever script.  `outlets` are further names under
// which the agency itself is the outlet of a record: its host, its code.

export interface Agency {
  readonly name: string
  readonly short?: readonly string[]
  readonly letters?: readonly string[]
  readonly long: readonly string[]
  readonly outlets?: readonly string[]
}

const agency = (name: string, short: string, letters: string, long: string, outlets = ''): Agency => {
  const list = (text: string): string[] => text.split('|').filter((x) => x !== '')
  return { name, short: list(short), letters: list(letters), long: list(long), outlets: list(outlets) }
}

export const agencies: readonly Agency[] = [
  agency('AP', 'AP|A.P.', 'اب', 'Associated Press|Асошиэйтед Пресс|أسوشيتد برس|اسوشيتد برس|أسوشييتد برس|美联社|美聯社|AP通信|AP통신|एपी', 'apnews.com|ap.org'),
  agency('Reuters', 'REUTERS|REUTER', '', 'Reuters|Reuter|Thomson Reuters|Рейтер|Ройтерс|رويترز|路透社|路透|ロイター|로이터|רויטרס|रॉयटर्स|รอยเตอร์', 'reuters.com'),
  agency('AFP', 'AFP|A.F.P.', 'افب', 'Agence France-Presse|Agence France Presse|فرانس برس|法新社|AFP通信|AFP통신|Франс Пресс|एएफपी', 'afp.com'),
  agency('dpa', 'dpa|DPA', 'دبا', 'Deutsche Presse-Agentur|Deutsche Presseagentur|德新社', 'dpa.com|dpa-international.com'),
  agency('EFE', 'EFE|Efe', '', 'Agencia EFE|Agencia Efe|إفي|埃菲社', 'efe.com'),
  agency('Europa Press', '', '', 'Europa Press|EuropaPress', 'europapress.es'),
  agency('ANSA', 'ANSA|Ansa', '', 'Agenzia ANSA|安莎社', 'ansa.it'),
  agency('Adnkronos', '', '', 'Adnkronos', 'adnkronos.com'),
  agency('TASS', 'TASS|ITAR-TASS|ТАСС|ИТАР-ТАСС', '', 'تاس للأنباء|塔斯社|타스통신', 'tass.ru|tass.com'),
  agency('Interfax', '', '', 'Interfax|Интерфакс|إنترفاكس|国际文传电讯社', 'interfax.ru|interfax.com'),
  agency('RIA Novosti', '', '', 'RIA Novosti|РИА Новости|نوفوستي', 'ria.ru'),
  agency('Ukrinform', '', '', 'Ukrinform|Укрінформ|Укринформ', 'ukrinform.ua'),
  agency('Xinhua', '', '', 'Xinhua|Xinhua News Agency|新华社|新華社|新华网|شينخوا|Синьхуа|신화통신', 'xinhuanet.com|news.cn'),
  agency('China News Service', 'CNS', '', '中新社|中新网|中国新闻社|China News Service', 'chinanews.com'),
  agency('CNA', '', '', '中央社', 'cna.com.tw'),
  agency('Kyodo', '', '', 'Kyodo|Kyodo News|共同通信|共同社|共同', 'kyodonews.net|kyodonews.jp'),
  agency('Jiji', '', '', 'Jiji Press|時事通信|时事社|時事', 'jiji.com'),
  agency('Yonhap', '', '', 'Yonhap|Yonhap News|연합뉴스|韩联社|韓聯社|聯合ニュース', 'yna.co.kr'),
  agency('Newsis', '', '', 'Newsis|뉴시스', 'newsis.com'),
  agency('News1', '', '', '뉴스1', 'news1.kr'),
  agency('KCNA', 'KCNA', '', '조선중앙통신|朝中社|朝鮮中央通信', 'kcna.kp'),
  agency('PTI', 'PTI', '', 'Press Trust of India|पीटीआई|भाषा', 'ptinews.com'),
  agency('ANI', 'ANI', '', 'Asian News International|एएनआई', 'aninews.in'),
  agency('IANS', 'IANS', '', 'Indo-Asian News Service|आईएएनएस', 'ians.in'),
  agency('UNI', '', '', 'United News of India', 'uniindia.com'),
  agency('SPA', 'SPA', '', 'Saudi Press Agency|واس|وكالة الأنباء السعودية|وكالة الانباء السعودية', 'was|spa.gov.sa'),
  agency('MENA', 'MENA', 'اشا', 'Middle East News Agency|وكالة أنباء الشرق الأوسط', 'mena.org.eg'),
  agency('WAM', 'WAM', '', 'Emirates News Agency|وام|وكالة أنباء الإمارات', 'wam.ae'),
  agency('KUNA', 'KUNA', '', 'Kuwait News Agency|كونا|وكالة الأنباء الكويتية', 'kuna.net.kw'),
  agency('QNA', 'QNA', '', 'Qatar News Agency|قنا|وكالة الأنباء القطرية', 'qna.org.qa'),
  agency('BNA', 'BNA', '', 'Bahrain News Agency|بنا|وكالة أنباء البحرين', 'bna.bh'),
  agency('ONA', '', '', 'Oman News Agency|العمانية', 'omannews.gov.om'),
  agency('Petra', '', '', 'Petra News Agency|Jordan News Agency|بترا', 'petra.gov.jo'),
  agency('SANA', 'SANA', '', 'Syrian Arab News Agency|سانا', 'sana.sy'),
  agency('INA', '', '', 'Iraqi News Agency|واع', 'ina.iq'),
  agency('WAFA', 'WAFA', '', 'Wafa News Agency|وفا', 'wafa.ps'),
  agency('TAP', 'TAP', '', 'Tunis Afrique Presse|وات', 'tap.info.tn'),
  agency('APS', 'APS', '', 'Algérie Presse Service|واج|وكالة الأنباء الجزائرية', 'aps.dz'),
  agency('MAP', 'MAP', '', 'Maghreb Arabe Presse|ومع|وكالة المغرب العربي للأنباء', 'map.ma'),
  agency('IRNA', 'IRNA', '', 'Islamic Republic News Agency|ایرنا|إرنا', 'irna.ir'),
  agency('Fars', '', '', 'Fars News Agency|خبرگزاری فارس', 'farsnews.ir'),
  agency('ISNA', 'ISNA', '', 'ایسنا', 'isna.ir'),
  agency('Anadolu', 'AA', '', 'Anadolu|Anadolu Agency|Anadolu Ajansı|الأناضول|Анадолу', 'aa.com.tr'),
  agency('DHA', 'DHA', '', 'Demirören Haber Ajansı|Doğan Haber Ajansı', 'dha.com.tr'),
  agency('İHA', 'İHA|IHA', '', 'İhlas Haber Ajansı', 'iha.com.tr'),
  agency('PA', 'PA', '', 'Press Association|PA Media', 'pa.media'),
  agency('CP', 'CP', '', 'Canadian Press|La Presse canadienne|Presse canadienne', 'thecanadianpress.com'),
  agency('AAP', 'AAP', '', 'Australian Associated Press', 'aap.com.au'),
  agency('UPI', 'UPI', '', 'United Press International|يو بي اي|يو بي آي|يونايتد برس', 'upi.com'),
  agency('Bloomberg', '', '', 'Bloomberg|بلومبرغ|بلومبرج|彭博社|ブルームバーグ|블룸버그', 'bloomberg.com'),
  agency('Dow Jones', '', '', 'Dow Jones Newswires|Dow Jones', 'dowjones.com'),
  agency('IPS', 'IPS', '', 'Inter Press Service', 'ipsnews.net'),
  agency('ANP', 'ANP', '', 'Algemeen Nederlands Persbureau', 'anp.nl'),
  agency('Belga', 'BELGA', '', 'Belga', 'belga.be'),
  agency('APA', 'APA', '', 'Austria Presse Agentur', 'apa.at'),
  agency('Keystone-SDA', 'SDA|sda|ATS', '', 'Keystone-SDA|Keystone-ATS', 'keystone-sda.ch'),
  agency('AFX', 'AFX', '', 'dpa-AFX', ''),
  agency('epd', 'epd', '', 'Evangelischer Pressedienst', 'epd.de'),
  agency('KNA', 'KNA', '', 'Katholische Nachrichten-Agentur', 'kna.de'),
  agency('Ritzau', '', '', 'Ritzau', 'ritzau.dk'),
  agency('NTB', 'NTB', '', 'Norsk Telegrambyrå', 'ntb.no'),
  agency('TT', 'TT', '', 'Tidningarnas Telegrambyrå', 'tt.se'),
  agency('STT', 'STT', '', 'Suomen Tietotoimisto', 'stt.fi'),
  agency('PAP', 'PAP', '', 'Polska Agencja Prasowa', 'pap.pl'),
  agency('ČTK', 'ČTK|CTK', '', 'Česká tisková kancelář', 'ctk.cz'),
  agency('TASR', 'TASR', '', '', 'tasr.sk'),
  agency('MTI', 'MTI', '', 'Magyar Távirati Iroda', 'mti.hu'),
  agency('Agerpres', '', '', 'Agerpres', 'agerpres.ro'),
  agency('BTA', 'BTA|БТА', '', 'Bulgarian News Agency', 'bta.bg'),
  agency('Tanjug', '', '', 'Tanjug|Танјуг', 'tanjug.rs'),
  agency('HINA', 'HINA|Hina', '', '', 'hina.hr'),
  agency('STA', 'STA', '', '', 'sta.si'),
  agency('ANA-MPA', 'ΑΠΕ-ΜΠΕ|ΑΠΕ|ANA-MPA', '', 'Αθηναϊκό Πρακτορείο', 'amna.gr'),
  agency('Lusa', 'LUSA', '', 'Lusa|Agência Lusa', 'lusa.pt'),
  agency('Agência Brasil', '', '', 'Agência Brasil|Agencia Brasil', 'agenciabrasil.ebc.com.br'),
  agency('Estadão Conteúdo', '', '', 'Estadão Conteúdo|Agência Estado', ''),
  agency('Télam', '', '', 'Télam|Telam', 'telam.com.ar'),
  agency('Notimex', '', '', 'Notimex', 'notimex.gob.mx'),
  agency('Prensa Latina', '', '', 'Prensa Latina', 'prensa-latina.cu'),
  agency('Antara', '', '', 'Antara', 'antaranews.com'),
  agency('Bernama', '', '', 'Bernama', 'bernama.com'),
  agency('VNA', 'TTXVN|VNA', '', 'Thông tấn xã Việt Nam|TTXVN', 'vietnamplus.vn'),
  agency('PNA', 'PNA', '', 'Philippine News Agency', 'pna.gov.ph'),
  agency('APP', 'APP', '', 'Associated Press of Pakistan', 'app.com.pk'),
  agency('BSS', 'BSS', '', 'Bangladesh Sangbad Sangstha', 'bssnews.net'),
  agency('NAN', 'NAN', '', 'News Agency of Nigeria', 'nannews.ng'),
  agency('GNA', 'GNA', '', 'Ghana News Agency', 'gna.org.gh'),
  agency('ENA', 'ENA', '', 'Ethiopian News Agency|ኢዜአ', 'ena.et'),
  agency('SAPA', 'SAPA|Sapa', '', 'South African Press Association', ''),
  // What papers print when they name none of them.
  agency('agencies', '', '', 'وكالات|News agencies|Wire services|Wire reports|Agenturen|Agencias|Agências|Агентства', ''),
  agency('PANA', 'PANA', '', 'Panapress', 'panapress.com'),
]
