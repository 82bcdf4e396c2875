using System.Text.Json.Serialization;
using Scimify.Core.People;
using Scimify.Core.Primitives;

namespace Scimify.Core.SignIn;

/// <summary>What came of a real sign-in that signed nobody in.</summary>
/// <param name="By">Who tried.</param>
/// <param name="Revision">The provider's values of that time.</param>
/// <param name="Claims">What the provider said, for people who write role rules. Long values are cut off.</param>
/// <param name="Account">Issuer and subject; null if the claims do not say who it is.</param>
/// <param name="Person">The address of the person that it would be; null if nobody.</param>
/// <param name="IsNewPerson">Whether the person would be added.</param>
/// <param name="Role">The role that the person would have; null if none.</param>
/// <param name="Refusal">Why the person would not come in; null if they would.</param>
/// <param name="Checks">What was found, the worst first.</param>
public sealed record ProviderTry(
    DateTimeOffset At, string By, int Revision, IReadOnlyList<KeyValuePair<string, string>> Claims, string? Account, string? Person, bool IsNewPerson, PortalRole? Role,
    SignInRefusal? Refusal, IReadOnlyList<TryCheck> Checks)
{
    /// <summary>Whether the provider answered with a valid token.</summary>
    public bool Arrived { get; init; } = true;

    /// <summary>Whether the provider may be switched on. Whoever has not connected an account yet has shown that the rest works.</summary>
    public bool Worked => Arrived && Refusal is (null or SignInRefusal.NotConnected or SignInRefusal.AddressTaken);

    /// <summary>A try that did not come back with a valid token.</summary>
    public static ProviderTry Failed(DateTimeOffset at, string by, int revision, string why) =>
        new(at, by, revision, [], null, null, false, null, null, [new TryCheck(TryTone.Bad, "Answer", why)]) { Arrived = false };

    public override string ToString() => $"ProviderTry {{ {At} }}";
}

/// <summary>One thing that a try has looked at.</summary>
public sealed record TryCheck(TryTone Tone, string Title, string Text);

[JsonConverter(typeof(EnumWordsConverter<TryTone>))]
public enum TryTone
{
    Bad,
    Wait,
    Good,
}
