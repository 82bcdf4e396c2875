using Microsoft.AspNetCore.Identity;
using Scimify.Core.Audit;

namespace Scimify.Core.People.Factors;

/// <summary>Stores second factors. Each change commits with its audit entry. Keys are encrypted; of recovery codes only hashes are kept.</summary>
public interface IFactorStore
{
    Task<PersonFactors> FindAsync(Guid personId, CancellationToken ct);

    /// <returns>The key of the person's authenticator app in clear; null if there is none.</returns>
    Task<string?> FindKeyAsync(Guid personId, CancellationToken ct);

    /// <summary>Also replaces the app that the person had.</summary>
    /// <param name="step">Of the code that confirmed it, which is used up.</param>
    /// <returns>False if the person no longer exists.</returns>
    Task<bool> SetAppAsync(Guid personId, string key, long step, IReadOnlyList<string> codeHashes, AuditEntry audit, CancellationToken ct);

    /// <returns>False if the person has no app.</returns>
    Task<bool> ReplaceCodesAsync(Guid personId, IReadOnlyList<string> codeHashes, AuditEntry audit, CancellationToken ct);

    /// <summary>Also removes the recovery codes.</summary>
    /// <param name="keepOne">Whether the last factor stays.</param>
    Task<FactorRemoval> RemoveAppAsync(Guid personId, bool keepOne, AuditEntry audit, CancellationToken ct);

    /// <returns>False if the person no longer exists, or the credential is known already.</returns>
    Task<bool> AddPasskeyAsync(Guid personId, UserPasskeyInfo passkey, AuditEntry audit, CancellationToken ct);

    /// <returns>False if the person has no such passkey.</returns>
    Task<bool> RenamePasskeyAsync(Guid personId, byte[] id, string name, AuditEntry audit, CancellationToken ct);

    /// <param name="keepOne">Whether the last factor stays.</param>
    Task<FactorRemoval> RemovePasskeyAsync(Guid personId, byte[] id, bool keepOne, AuditEntry audit, CancellationToken ct);

    /// <summary>Removes all factors of the person, ends their sessions, and notes for them who did it.</summary>
    /// <returns>False if the person had none. Then nothing is audited.</returns>
    Task<bool> RemoveAllAsync(Guid personId, AuditEntry audit, CancellationToken ct);

    /// <summary>The person has read that somebody else removed the factors.</summary>
    Task ForgetResetAsync(Guid personId, CancellationToken ct);

    /// <summary>Counts an attempt with a code, before it is checked. So attempts at the same time are counted too.</summary>
    Task<CodeTry> TryAsync(Guid personId, DateTimeOffset now, CancellationToken ct);

    /// <summary>Forgets wrong codes, so that nobody has to wait.</summary>
    Task ForgetTriesAsync(Guid personId, CancellationToken ct);

    /// <returns>Those of the people who have to wait after too many wrong codes, with the end of the wait.</returns>
    Task<IReadOnlyDictionary<Guid, DateTimeOffset>> WaitingAsync(IReadOnlyCollection<Guid> people, DateTimeOffset now, CancellationToken ct);

    /// <summary>Uses a step up, and forgets earlier attempts.</summary>
    /// <returns>False if it, or a later one, was used before.</returns>
    Task<bool> UseStepAsync(Guid personId, long step, CancellationToken ct);

    /// <summary>Uses a recovery code up, and forgets earlier attempts.</summary>
    /// <returns>False if the person has no such code, or no longer.</returns>
    Task<bool> UseCodeAsync(Guid personId, string hash, CancellationToken ct);
}

/// <summary>Whether a code may be tried.</summary>
public enum CodeTry
{
    /// <summary>There were too many wrong ones. The code is not looked at.</summary>
    TooMany,

    Allowed,

    /// <summary>The code is looked at. If it is wrong, the next one has to wait.</summary>
    Last,
}

/// <summary>The result of removing a factor.</summary>
public enum FactorRemoval
{
    Removed,

    /// <summary>There is none.</summary>
    Unknown,

    /// <summary>It is the last one, and the organization asks for one.</summary>
    LastOne,
}
