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
        RejectionReason.Scope => new("Out of scope", "The token may not do that. Check what it covers."),
        _ => throw new UnreachableException(),
    };
}
