using System.Diagnostics;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Shared.Tokens;

/// <summary>The console's words for why a request was rejected, and what to do.</summary>
public sealed record RejectionWords(string Text, string Advice)
{
    public static RejectionWords Of(RejectionReason reason) => reason switch
    {
        RejectionReason.Unknown => new("Unknown token", "There is no such token. Was it copied completely?"),
        RejectionReason.Malformed => new("Not a bearer token", "The header has to be “Authorization: Bearer”, a space, and the token."),
        RejectionReason.SchemeTwice => new("“Bearer” twice", "The identity provider adds “Bearer” itself. Enter only the token."),
        RejectionReason.Expired => new("Expired", "Rotate the token, and enter the new secret."),
        RejectionReason.Revoked => new("Revoked", "Create a new token, and enter it in the identity provider."),
        RejectionReason.Replaced => new("Rotated", "This is the secret from before the rotation. Enter the new one."),
        RejectionReason.Address => new("Wrong network", "The address is not on the token's list of networks."),
        RejectionReason.Request => new("No token request", "The identity provider asks the token endpoint for something that it does not give. Choose client credentials there."),
        RejectionReason.Client => new("Unknown client", "There is no such OAuth client. Was its ID copied completely?"),
        RejectionReason.Secret => new("Wrong secret", "It is no secret of this OAuth client. Enter one that works, or add a new one."),
        RejectionReason.Signature => new("Not signed by the issuer", "The assertion is none, or its issuer has not signed it."),
        RejectionReason.Issuer => new("Other issuer", "The assertion is of another issuer than the OAuth client trusts. Compare both letter by letter."),
        RejectionReason.Audience => new("Other audience", "The assertion is for somebody else. Compare the audience letter by letter."),
        RejectionReason.Subject => new("Other subject", "The assertion is about somebody else. Compare the subject letter by letter."),
        RejectionReason.Lifetime => new("Not valid now", "The assertion has expired, or is not valid yet, or for more than a day. Are all clocks right?"),
        RejectionReason.Replayed => new("Used before", "Each assertion works once. Somebody may have copied one."),
        RejectionReason.Key => new("Unknown key", "The issuer publishes no key with the ID that the assertion names."),
        RejectionReason.KeysAway => new("Keys not readable", "The issuer's keys could not be read. Is its address right, and reachable from this server?"),
        RejectionReason.Scope => new("Out of scope", "The token may not do that. Check what it covers."),
        _ => throw new UnreachableException(),
    };
}
