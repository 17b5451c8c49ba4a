"""The words that invented titles, people and roles are made of."""

# ruff: noqa: RUF001 - letters of several scripts are the point


def _words(text: str) -> list[str]:
    return text.split("|" if "|" in text else None)


ADJECTIVES = _words(
    "Amber Ashen Bitter Blind Borrowed Brazen Broken Burning Careless Copper Crooked Crystal "
    "Distant Drifting Drowned Electric Emerald Empty Endless Faithful Fallen Feral Final "
    "Folded Forgotten Fragile Frozen Gentle Gilded Glass Golden Hidden Hollow Honest Hungry "
    "Idle Iron Ivory Jealous Lantern Last Limping Little Lonely Lost Lucky Marble Midnight "
    "Muddy Nameless Northern Obedient Painted Patient Polished Quiet Rebel Restless Rusted "
    "Sacred Salted Scarlet Second Secret Seventh Silent Silver Sleeping Slow Sober Stolen "
    "Stubborn Summer Sunken Tender Thirsty Torn Twilight Unfinished Velvet Violet Wandering "
    "Whispering Wild Winter Wooden Young"
)

NOUNS = _words(
    "Acrobat Alibi Almanac Anchor Apprentice Archive Arrow Atlas Attic Avalanche Balcony "
    "Ballad Bargain Beacon Beekeeper Bicycle Blossom Border Bridge Cabaret Canal Caravan "
    "Carnival Cartographer Cathedral Ceiling Chandelier Chemist Chimney Choir Clockmaker "
    "Compass Confession Corridor Courier Crater Cricket Crossing Curtain Dancer Daughter "
    "Deluge Desert Detective Detour Diplomat Dowry Echo Elevator Embassy Engine Envelope "
    "Equation Feast Ferry Fiddler Fountain Frontier Funeral Gambler Garden Geyser Glacier "
    "Gravedigger Guest Harbor Harvest Horizon Hunter Inheritance Island Journey Juggler Keeper "
    "Kingdom Kite Labyrinth Ladder Lagoon Letter Librarian Lighthouse Locksmith Machine "
    "Magician Mango Marionette Market Meadow Messenger Mirror Monsoon Mountain Neighbor "
    "Nightingale Oracle Orchard Orchestra Outlaw Parade Passenger Pendulum Pilgrim Planet "
    "Postcard Prophet Puzzle Quarry Raven Recipe Refuge Rehearsal Reservoir Riddle River "
    "Sailor Satellite Scarecrow Season Senator Shadow Shelter Signal Sister Smuggler Sparrow "
    "Staircase Station Stranger Suitcase Surgeon Tailor Telegram Tempest Theater Thief Tower "
    "Trumpet Tunnel Typist Umbrella Valley Verdict Violin Volcano Waltz Widow Window"
)

PLACE_STARTS = _words(
    "Val Mor Kel Bran Tor Nar Quil Sev Dro Lim Ash Ob Fen Gar Hol Ist Jor Kav Lun Mir Nov Orm "
    "Pel Rav Sol Tam Ul Ver Wen Yar Zel Cor Dun Esk Fal Gim"
)

PLACE_ENDS = _words(
    "dora mere vik ston haven loch eria mund quay ovo burgh ise anth omel sund ritz era polis "
    "ndal icu wyn arra eth ombe furt ilia oss amar ynn ette inka uba"
)

NUMBERS = _words("Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen")

ROMANCE_STARTS = _words(
    "La última|El señor de la|Los niños de la|Una canción para la|La maison de la|"
    "Le secret de la|L'été de la|À l'ombre de la|La città della|Il garzone della|A canção da|"
    "O coração da|Não há|Más allá de la|Le garçon et la|Perché la|Corazón de|Fenêtre sur la"
)

ROMANCE_ENDS = _words(
    "fábula niña lumière forêt rivière montaña canción sombra piña ciudad città felicità maçã "
    "tempête poussière señal estación brújula lampara ventana boussole fenêtre città perduta "
    "irmã manhã avó vitrine pluie memoria corneta"
)

GERMANIC_STARTS = _words(
    "Der müde|Die stille|Das große|Zwölf|Über die|Für eine|Den sista|Et lille|Bröderna och|"
    "Fröken|Året efter|Håpets|Jätten och|Der letzte|Die schönste|Æventyrets"
)

GERMANIC_ENDS = _words(
    "Brücke Hüter Straße Glöckner Träume Mühle Fähre Wächter Schlüssel Lüge Ölmaler Äpfel ön "
    "sjön fjällen måne ånd brødre kjærlighet hjärtat skär sønn Zöllner Kürbis"
)

CYRILLIC_STARTS = _words(
    "Последний|Тихий|Старый|Забытый|Северный|Голодный|Медный|Чужой|Ночной|Седьмой|Белый|Верный|"
    "Упрямый|Зимний|Пустой|Дальний"
)

CYRILLIC_ENDS = _words(
    "берег мост сторож сад поезд остров часовщик колодец ветер почтальон фонарь дождь лес "
    "якорь музыкант экзамен чемодан скрипач барабан переулок"
)

JAPANESE_STARTS = _words(
    "静かな|最後の|忘れられた|青い|銀の|七番目の|眠る|冬の|遠い|小さな|真夜中の|燃える|迷子の|"
    "ガラスの|嘘つきの|春待つ"
)

JAPANESE_ENDS = _words(
    "灯台 郵便局 傘 時計屋 海峡 猫舌 オーケストラ 屋上 提灯 図書係 地図 夕立 線路 約束 方程式 "
    "温室 渡り鳥 エレベーター 花火師 影絵"
)

KOREAN_STARTS = _words("조용한 마지막 잊힌 푸른 은빛 일곱번째 겨울 먼 작은 한밤의 유리 느린")
KOREAN_ENDS = _words("등대 우체국 우산 시계방 다리 정원 약속 열쇠 지도 소나기 기차 그림자 요리사")

HINDI_STARTS = _words("आख़िरी ख़ामोश नीला भूला सातवाँ छोटा ठंडा सुनहरा अधूरा अनजान")
HINDI_ENDS = _words("पुल डाकिया छाता बग़ीचा नक़्शा दीपक सफ़र वादा दरवाज़ा पतंग नाविक")

GIVEN_STARTS = _words(
    "Al Ber Cor Da El Fi Gwe Ha I Jo Ka Le Mi Na O Pe Qui Ro Sa Te U Ve Wi Xa Ya Zo Bri Cla "
    "Dre Emi Flo Gra Ire Kle Lu Mar Nil Ori Pri Ste"
)

GIVEN_ENDS_HE = _words(
    "bor dric van mund ton lio ras dek nor win mar veth rio gard los nard kim ron sten tus vik "
    "zan rek don fred gor hald jan lek mo"
)

GIVEN_ENDS_SHE = _words(
    "la nna ria bel dine lise mira na ssa tta vara wen ya zelle ne lia ria ra sanne thea rika "
    "lotte mina nique pha rose ssia vie lle anda"
)

FAMILY_STARTS = _words(
    "Abar Bel Brand Cald Corv Dal Dorn Eb Fald Fenn Gal Grim Hart Hol Ing Jast Kard Kol Lan "
    "Lor Mal Mond Nar Nov Ost Pall Pern Quar Ral Rosk Sab Sand Tarn Thol Ulv Vand Vor Wald Wex "
    "Yar Zab Zim Östr Čap Šul Ñar Éb Åk Ków Đur"
)

FAMILY_MIDDLES = _words(
    "a e i o u el en er ic in is on or ul um ath eth ing ov ar ent est iv ol und am av et il os"
)

FAMILY_ENDS = _words(
    "son ski dez rault mann nen vic ford wick lund berg quist gard sen vedt tti lini ssi zzo "
    "reau dal ton worth by ridge moor well aki moto nara yama escu oglu ian idis opoulos "
    "dottir ez ão é"
)

CYRILLIC_NAMES = _words("Ольвар Мирта Дарен Зелин Каспия Торвен Ленар Ювита Радомер Селька")
CYRILLIC_FAMILIES = _words("Вольнар Тарский Зимар Колденко Мирузин Падовей Сорвин Ярник")
JAPANESE_NAMES = _words(
    "月森ソラ 霧谷ユウキ 白鐘アオイ 風待レン 星崎ミト 雨宿ハルカ 朝凪リク 鈴掛ノノ"
)

NICKNAMES = _words("Brick Sparrow Duke Pepper Tin Biscuit Professor Mags Lucky Static Moth Copper")

ROLES = _words(
    "Captain|Doctor|Nurse|Sergeant|Aunt|Uncle|Professor|Inspector|Young|Old|Judge|Princess|"
    "Coach|Agent|Sister|Mayor|Madame|Lord|Nanny|Pilot"
)

ROLE_NAMES = _words(
    "Orla Bram Tessa Juno Milo Petra Odo Linus Wanda Ezra Cleo Rufus Ines Hugo Vera Basil Nell "
    "Otto Greta Silas Maude Theo Zelda Amos Flora Ivo Lotte Enzo Mabel Rolf Saskia Tove"
)

JOBS = {
    "writer": _words(
        "screenplay|written by|story|novel|creator|based on a play by|dialogue|teleplay"
    ),
    "producer": _words("producer|executive producer|line producer|co-producer"),
    "director": _words("co-director|segment director"),
    "editor": _words("supervising editor|editor"),
    "cinematographer": _words("director of photography|cinematographer"),
    "composer": _words("composer|music by"),
}
