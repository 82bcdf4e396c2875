using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Requests;

internal sealed class IdempotencyStore(ScimifyDatabase database) : IIdempotencyStore
{
    private const string Forgotten = "";

    public Task<IdempotencyOutcome> BeginAsync(Guid personId, string key, string fingerprint, DateTimeOffset now, DateTimeOffset oldest, CancellationToken ct) =>
        database.WriteAsync<IdempotencyOutcome>(
            session =>
            {
                session.Execute("DELETE FROM idempotency_keys WHERE created_at < @p0", oldest.ToUnixTimeMilliseconds());
                ForgetAnswers(session, now);
                var taken = session.Execute(
                    "INSERT INTO idempotency_keys (person_id, key, fingerprint, created_at) VALUES (@p0, @p1, @p2, @p3) ON CONFLICT (person_id, key) DO NOTHING",
                    personId.ToString("D"), key, fingerprint, now.ToUnixTimeMilliseconds()) > 0;
                if (taken)
                {
                    return new IdempotencyOutcome.Taken();
                }

                var known = session.Context.IdempotencyKeys.Single(k => k.PersonId == personId && k.Key == key);
                return known.Fingerprint != fingerprint ? new IdempotencyOutcome.Different()
                    : known.ProtectedAnswer switch
                    {
                        null => new IdempotencyOutcome.Open(),
                        Forgotten => new IdempotencyOutcome.Forgotten(),
                        var answer => new IdempotencyOutcome.Answered(answer),
                    };
            },
            ct);

    public Task EndAsync(Guid personId, string key, string protectedAnswer, DateTimeOffset? until, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(
            "UPDATE idempotency_keys SET protected_answer = @p2, answer_until = @p3 WHERE person_id = @p0 AND key = @p1",
            personId.ToString("D"), key, protectedAnswer, until?.ToUnixTimeMilliseconds()),
        ct);

    public Task ForgetAnswersAsync(DateTimeOffset now, CancellationToken ct) => database.WriteAsync(session => ForgetAnswers(session, now), ct);

    public Task ForgetAsync(Guid personId, string key, CancellationToken ct) => database.WriteAsync(
        session => session.Execute("DELETE FROM idempotency_keys WHERE person_id = @p0 AND key = @p1", personId.ToString("D"), key), ct);

    private static void ForgetAnswers(WriteSession session, DateTimeOffset now) => session.Execute(
        "UPDATE idempotency_keys SET protected_answer = @p1, answer_until = NULL WHERE answer_until <= @p0", now.ToUnixTimeMilliseconds(), Forgotten);
}
