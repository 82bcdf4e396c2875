namespace Scimify.Core.People.Passwords;

/// <summary>Words that are passwords, or most of one, for too many people. Written for this product, and copied from no list.</summary>
internal static class CommonWords
{
    private const string OfProduct =
        """
        scimify scim scimuser looker lookml lookeradmin google googlecloud okta entra azure azuread microsoft saml oidc sso singlesignon identity identityprovider
        provisioning provision provisioner connector integration integrations instance sandbox production staging tenant token tokens bearer apikey client clientsecret
        owner operator auditor tokenmanager administrator admins console dashboard dashboards explore analytics businessintelligence bigquery
        """;

    private const string OfEverybody =
        """
        password passwords passwort kennwort passord parola senha contrasena contraseña clave motdepasse wachtwoord haslo hasło heslo salasana losenord lösenord пароль parol sifre şifre jelszo
        pass passw passwd pword pwd passphrase passcode secret secrets secure security private geheim segredo secreto secreta topsecret confidential mypassword thepassword newpassword oldpassword
        temppassword temporary changeme changeit changenow letmein letmeinplease openup opensesame sesame enter access accessdenied login logon signin signon logmein loginname default guest
        admin administrateur administrador root rootroot toor superuser super sysadmin system server service services user users username usuario benutzer client account accounts office company
        companyname business work working worker employee staff team manager boss director president chief corp corporate enterprise demo test tests testing tester test1ng testtest example sample
        welcome welcomeback willkommen bienvenue bienvenido bienvenidos benvenuto welkom hello hallo hola bonjour ciao salut hey there world helloworld goodbye thanks thankyou please sorry
        qwerty qwertyui qwertz azerty asdf asdfgh asdfasdf zxcv zxcvbn keyboard tastatur computer laptop notebook internet website network router wireless wifi modem online offline windows
        linux ubuntu debian apple macbook iphone ipad android samsung galaxy nokia huawei sony dell lenovo thinkpad intel oracle java python cisco facebook twitter youtube instagram netflix
        linkedin amazon spotify snapchat tiktok whatsapp gmail hotmail yahoo outlook minecraft pokemon pikachu nintendo playstation xbox fortnite roblox zelda mario sonic tetris
        iloveyou iloveu ilove loveyou lovely lover lovers love loveme lovelove tequiero teamo jetaime ichliebedich mylove truelove forever always darling sweetheart honey sugar sweet baby babe babygirl
        babyboy angel angels princess prince princesa queen king kingkong lady girl girls boys sexy beautiful pretty cute cutie flower flowers butterfly rainbow sunshine sunflower sunny sunset moon
        moonlight star stars starlight starwars skywalker darthvader yoda jedi startrek galactica superman superwoman batman robin spiderman ironman hulk wolverine avengers marvel joker gandalf
        frodo hobbit harrypotter hogwarts potter matrix neo trinity morpheus terminator rambo rocky jamesbond bond agent secretagent ninja samurai warrior warriors knight hunter killer master masters
        mastermind masterkey wizard dragon dragons dragonball phoenix unicorn monkey donkey tiger tigger lion lions eagle eagles falcon hawk bear bears teddy teddybear wolf wolves panther puma cougar
        jaguar mustang ferrari porsche mercedes corvette camaro yamaha honda toyota harley harleydavidson bmw audi volkswagen ford chevy truck diesel turbo racing speed dolphin dolphins shark
        whale turtle rabbit bunny kitty kitten cats dogs doggy puppy snoopy garfield mickey minnie mouse donald goofy bambi simba nemo shrek scooby pony horses chicken cheese pizza burger banana
        apples orange oranges cherry strawberry peach lemon coffee chocolate cookie cookies candy pepper ginger cinnamon vanilla butter peanut pumpkin potato tomato beer vodka whiskey wine
        football soccer baseball basketball hockey tennis golf golfer rugby cricket futbol fussball arsenal chelsea liverpool manchester united barcelona barca realmadrid madrid juventus milan
        bayern bayernmunich dortmund schalke ajax celtic rangers yankees lakers cowboys steelers packers redsox raiders broncos patriots champion champions winner victory player players games gamer
        gaming game music guitar piano drummer rockstar rock rocknroll metal metallica slipknot nirvana beatles queenband eminem elvis madonna blink linkinpark greenday ramones superstar dancer
        summer winter spring autumn fall sommer herbst fruhling frühling ete été hiver printemps verano invierno primavera otono otoño estate monday tuesday wednesday thursday friday saturday sunday
        montag dienstag mittwoch donnerstag freitag samstag sonntag weekend january february march april june july august september october november december januar februar januari juni juli oktober
        dezember janvier fevrier février mars avril juin juillet aout août septembre octobre novembre decembre décembre enero febrero abril mayo junio julio agosto septiembre octubre noviembre diciembre
        holiday holidays vacation christmas xmas easter halloween birthday happy happybirthday happyday newyear lucky luckyme freedom peace peaceful heaven hell devil demon jesus jesuschrist christ
        jesusislord god godisgood godblessyou church faith hope blessed blessing pray amen allah buddha money moneymoney dollar dollars million millionaire rich gold golden silver diamond diamonds
        crystal pearl ruby emerald platinum black white blue green yellow purple pink red brown grey gray silverfish blackjack poker casino lottery magic magical mystery dream dreams dreamer
        london paris berlin munich hamburg vienna zurich newyork chicago boston dallas houston texas california florida hawaii canada america american germany deutschland france england espana italia
        india bharat mumbai delhi australia sydney mexico brasil brazil argentina russia moscow moskva china japan tokyo korea europe africa
        michael michelle jennifer jessica ashley amanda daniel daniela andrew andrea anthony joshua matthew robert thomas charlie charles jordan jordan23 george jackson taylor alexander alexandra
        christian christina nicole nicholas patrick richard william maria martin martina sebastian stephanie samantha elizabeth victoria veronica vanessa natasha tatiana svetlana sergey vladimir
        alexey dmitry ivanov anderson johnson williams smith buster max maxwell bailey buddy lucy molly bella daisy maggie sophie chester rusty shadow ranger smokey pepperoni tucker cooper
        trustno trustnoone trust nobody noone nothing whatever whatsup idontknow dontknow idunno forget forgot forgotten forgetit remember rememberme qazwsx zaqwsx access14 abcd abcdef abcabc aaaa
        number numbers zero one two three four five six seven eight nine ten eleven twelve hundred thousand first second third last left right updown start stop begin end open close closed yes okay
        fuck fucker fuckyou fuckoff fuckme asshole bitch shit bullshit damn suck sucks sucker bastard dick pussy penis boobs porn sexsex hardcore naked horny loser stupid idiot
        internetexplorer explorer mozilla firefox chrome safari hacker hackers hack hacking cracker cyber matrixmatrix database mysql postgres sqlserver backup restore recovery install setup config
        correcthorsebatterystaple correcthorsestaple tobeornottobe thequickbrownfox quickbrownfox maytheforcebewithyou theforce winteriscoming onceuponatime iloveyousomuch iloveyouforever
        the and with you for are this that from have all not but can what your mine our his her who out now day new old good bad big best cool hot nice great real only just like know time life man
        men woman women mom mum mama mommy dad daddy papa mother father brother sister son daughter family friend friends bestfriend home house school student teacher college university
        """;

    /// <summary>Each word, with what it is for <see cref="GuessablePassword"/>.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    private static Dictionary<string, string> Read()
    {
        var words = Split(OfEverybody).ToDictionary(word => word, _ => GuessablePassword.Common, StringComparer.Ordinal);
        foreach (var word in Split(OfProduct))
        {
            words[word] = GuessablePassword.Product;
        }

        return words;
    }

    private static IEnumerable<string> Split(string text) => text.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Distinct();
}
