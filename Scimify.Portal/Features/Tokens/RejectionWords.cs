using System.Diagnostics;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens;

/// <summary>Why a token did not open a request, and what to do, in the words of the console.</summary>
public sealed record RejectionWords(string Text, string Advice)
{
    public static RejectionWords Of(RejectionReason reason) => reason switch
    {
        RejectionReason.Unknown => new("Unknown token", "Nobody here has a token like that. Was it copied whole?"),
        RejectionReason.Malformed => new("Not a bearer token", "The header has to be “Authorization: Bearer”, a blank, and the token."),
        RejectionReason.SchemeTwice => new("“Bearer” twice", "The identity provider writes “Bearer” itself: enter the token alone."),
        RejectionReason.Expired => new("Expired", "Rotate the token, and enter the new secret."),
        RejectionReason.Revoked => new("Revoked", "Generate a new token, and enter it there."),
        RejectionReason.Replaced => new("Rotated", "This is the secret before the rotation: enter the new one."),
        RejectionReason.Address => new("Wrong network", "The address is not on the token's list of networks."),
        RejectionReason.Scope => new("Out of scope", "The token may not do that: see what it may reach."),
        _ => throw new UnreachableException(),
    };
}
