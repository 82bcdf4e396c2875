using System.Diagnostics;

namespace Scimify.Portal.Shared.Guides;

/// <summary>What a step of a guide can be recognized by, in the order in which it comes.</summary>
public enum GuideCheck
{
    /// <summary>There is a token or an OAuth client.</summary>
    Credential,

    /// <summary>It was accepted.</summary>
    Token,

    /// <summary>The provider has called.</summary>
    Call,

    /// <summary>Nobody lacks an address.</summary>
    Address,

    /// <summary>The first person is in Looker.</summary>
    Person,

    /// <summary>A group with members has come.</summary>
    Group,

    /// <summary>Everything that came is in Looker.</summary>
    Everybody,
}

/// <summary>The checks in words, for whoever reads a guide outside the console.</summary>
public static class GuideCheckWords
{
    public static string Of(GuideCheck check) => check switch
    {
        GuideCheck.Credential => "The integration has a token or an OAuth client that has not expired.",
        GuideCheck.Token => "Scimify has accepted the token. If a call is refused, the check says why.",
        GuideCheck.Call => "The first call was seen. The check names the client and the time.",
        GuideCheck.Address => "Nobody lacks an e-mail address that Looker can use. The check counts the people who cannot be forwarded.",
        GuideCheck.Person => "The first person is in Looker.",
        GuideCheck.Group => "A group with members has arrived.",
        GuideCheck.Everybody => "Everybody who was sent is in Looker. The check counts what failed, what waits and what is held.",
        _ => throw new UnreachableException(),
    };
}
