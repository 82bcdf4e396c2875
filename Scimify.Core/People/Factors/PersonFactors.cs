namespace Scimify.Core.People.Factors;

/// <summary>What a person can show besides the password.</summary>
/// <param name="AppSince">When the authenticator app was set up; null if there is none.</param>
/// <param name="RecoveryCodesLeft">Of those that came with the app.</param>
/// <param name="Passkeys">The oldest first.</param>
public sealed record PersonFactors(DateTimeOffset? AppSince, int RecoveryCodesLeft, IReadOnlyList<PasskeyView> Passkeys)
{
    /// <summary>Somebody else has removed all factors, and the person has not read it; null if nobody has.</summary>
    public FactorReset? Reset { get; init; }

    public bool HasApp => AppSince is not null;

    public bool Any => HasApp || Passkeys.Count > 0;
}

/// <param name="By">An e-mail address, or <c>command line</c>.</param>
public sealed record FactorReset(DateTimeOffset At, string By)
{
    /// <summary>As a sentence begins with it.</summary>
    public string Who => By == Actor.CommandLine ? "Somebody at the server's command line" : By;
}

/// <param name="Id">The credential's ID.</param>
/// <param name="Name">As its owner calls it.</param>
/// <param name="AddedAt">When it was made.</param>
/// <param name="IsSynced">Whether the person's devices share it.</param>
public sealed record PasskeyView(byte[] Id, string Name, DateTimeOffset AddedAt, bool IsSynced)
{
    /// <summary>For addresses and element IDs.</summary>
    public string Key => Convert.ToHexStringLower(Id);
}
